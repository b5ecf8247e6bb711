// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Role.Protocol;
import java.util.List;

/** Which fleets there are; the names are what users type. */
enum FleetChoice {
    tcp(List.of(Protocol.TCP)),
    grpc(List.of(Protocol.GRPC)),
    both(List.of(Protocol.TCP, Protocol.GRPC));

    private final List<Protocol> protocols;

    FleetChoice(List<Protocol> protocols) {
        this.protocols = protocols;
    }

    List<Protocol> protocols() {
        return protocols;
    }
}
