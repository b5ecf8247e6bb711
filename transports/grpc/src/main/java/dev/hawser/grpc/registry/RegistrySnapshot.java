// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Address;
import io.grpc.ConnectivityState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who was registered in a {@link ChannelRegistry} at one moment; as text, a line for each.
 *
 * @param registrations in order of their names
 * @param following how the source that is followed stands; absent if none is
 */
public record RegistrySnapshot(List<Registration> registrations, Optional<Following> following) {

    public RegistrySnapshot {
        registrations = List.copyOf(registrations);
    }

    /**
     * The source of names.
     *
     * @param source in words
     * @param age how old its last good answer is; absent before the first
     * @param problem why its latest word was not used; absent if it was
     */
    public record Following(String source, Optional<Duration> age, Optional<DiscoveryProblem> problem) {}

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
