// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.admin.EndpointSeen;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** In which order a pool's endpoints are shown; what matters most comes first. */
enum Order {
    STATE('s', "state", Comparator.comparingInt(Order::severity)),
    ADDRESS('a', "address", Comparator.comparing(EndpointSeen::address)),
    CALLS('c', "calls/s", Comparator.comparingDouble((EndpointSeen e) -> -e.perSecond().orElse(0))),
    IN_FLIGHT('i', "in flight", Comparator.comparingLong((EndpointSeen e) -> -e.inFlight())),
    ERRORS('e', "errors", Comparator.comparingLong((EndpointSeen e) -> -e.failed()));

    private static final List<String> FROM_BAD_TO_GOOD = List.of("DOWN", "EJECTED", "CONNECTING", "DRAINING", "IDLE", "UP");

    private final char key;
    private final String word;
    private final Comparator<EndpointSeen> comparator;

    Order(char key, String word, Comparator<EndpointSeen> comparator) {
        this.key = key;
        this.word = word;
        this.comparator = comparator;
    }

    /** The order that a key asks for. */
    static Optional<Order> of(int key) {
        return Stream.of(values()).filter(order -> order.key == key).findFirst();
    }

    private static int severity(EndpointSeen endpoint) {
        return FROM_BAD_TO_GOOD.indexOf(endpoint.state()) * 2 - (endpoint.drained() ? 1 : 0);
    }

    String word() {
        return word;
    }

    /** Equal ones go by address, so that rows keep their places from one frame to the next. */
    Comparator<EndpointSeen> comparator(boolean reversed) {
        return (reversed ? comparator.reversed() : comparator).thenComparing(EndpointSeen::address);
    }
}
