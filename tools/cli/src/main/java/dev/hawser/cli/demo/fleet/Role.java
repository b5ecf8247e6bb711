// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import java.time.Duration;
import java.util.List;

/**
 * A server's part in the demo.
 *
 * @param name what people call it
 * @param protocol what it speaks
 * @param weight its share of the requests, where the pool goes by weights
 * @param behaviour how it answers
 */
public record Role(String name, Protocol protocol, int weight, DemoServer.Behaviour behaviour) {

    /** What servers speak; a fleet speaks one of them. */
    public enum Protocol {
        TCP,
        GRPC
    }

    public static final Role SWIFT = role("swift", 4, 1, 0);

    /** The one that dies and comes back. */
    public static final Role STEADY = role("steady", 3, 3, 0);

    public static final Role SLOW = role("slow", 2, 40, 0);

    /** One request in fifty goes wrong: often enough to be seen, seldom enough to be worth its weight. */
    public static final Role FLAKY = role("flaky", 1, 3, 0.02);

    /** The one that joins later. */
    public static final Role LATE = role("late", 2, 2, 0);

    /** The one to which nothing happens. */
    public static final Role ALPHA = grpc("alpha");

    /** The one that dies and comes back. */
    public static final Role BRAVO = grpc("bravo");

    /** The one that says goodbye, ends, and is started again: one step of a rolling restart. */
    public static final Role CHARLIE = grpc("charlie");

    /** The one that is slow for a while. */
    public static final Role DELTA = grpc("delta");

    /** The one that joins later. */
    public static final Role ECHO = grpc("echo");

    /** In the order in which people see them. */
    static final List<Role> ALL = List.of(SWIFT, STEADY, SLOW, FLAKY, LATE, ALPHA, BRAVO, CHARLIE, DELTA, ECHO);

    /** Those of a fleet that are there from the beginning. */
    public static List<Role> first(Protocol protocol) {
        return protocol == Protocol.TCP ? List.of(SWIFT, STEADY, SLOW, FLAKY) : List.of(ALPHA, BRAVO, CHARLIE, DELTA);
    }

    private static Role role(String name, int weight, long delayMillis, double flaky) {
        return new Role(name, Protocol.TCP, weight, new DemoServer.Behaviour(Duration.ofMillis(delayMillis), flaky));
    }

    /** All alike, so that what differs in their shares is what was done to them. */
    private static Role grpc(String name) {
        return new Role(name, Protocol.GRPC, 1, new DemoServer.Behaviour(Duration.ofMillis(2), 0));
    }
}
