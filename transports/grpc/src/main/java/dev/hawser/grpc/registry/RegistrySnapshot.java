// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.endpoint.Address;
import io.grpc.ConnectivityState;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who was registered in a {@link ChannelRegistry} at one moment; as text, a line for each.
 *
 * @param registrations in order of their names
 */
public record RegistrySnapshot(List<Registration> registrations) {

    public RegistrySnapshot {
        registrations = List.copyOf(registrations);
    }

    /**
     * One name.
     *
     * @param target where it leads
     */
    public record Registration(String name, Address target, ConnectivityState state) {
        @Override
        public String toString() {
            return name + " -> " + target + " " + state;
        }
    }

    @Override
    public String toString() {
        return registrations.stream().map(Registration::toString).collect(Collectors.joining("\n"));
    }
}
