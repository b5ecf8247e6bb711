// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The fleets of a demo, one for each protocol, started side by side. */
public final class Fleets implements Names, AutoCloseable {

    private final Map<Role.Protocol, Fleet> fleets = new ConcurrentHashMap<>();

    private Fleets() {}

    public static Fleets start(Collection<Role.Protocol> protocols, long seed)
            throws IOException, InterruptedException {
        Fleets all = new Fleets();
        try {
            List<Starting> startings = new ArrayList<>();
            for (Role.Protocol protocol : protocols) {
                startings.add(Starting.of(
                        "fleet", () -> all.fleets.put(protocol, Fleet.start(Role.first(protocol), seed))));
            }
            for (Starting starting : startings) {
                starting.await();
            }
            return all;
        } catch (IOException | InterruptedException e) {
            all.close();
            throw e;
        }
    }

    public Fleet of(Role.Protocol protocol) {
        return requireNonNull(fleets.get(protocol), "a fleet of that kind was not started");
    }

    @Override
    public String nameOf(Address address) {
        return fleets.values().stream()
                .filter(fleet -> fleet.knows(address))
                .map(fleet -> fleet.nameOf(address))
                .findFirst()
                .orElseGet(address::toString);
    }

    @Override
    public int order(Address address) {
        return fleets.values().stream()
                .filter(fleet -> fleet.knows(address))
                .mapToInt(fleet -> fleet.order(address))
                .findFirst()
                .orElseGet(address::port);
    }

    @Override
    public void close() {
        fleets.values().parallelStream().forEach(Fleet::close);
    }
}
