// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import java.time.Duration;
import java.util.List;

/**
 * A server's part in the demo.
 *
 * @param name what people call it
 * @param weight its share of the requests
 * @param behaviour how it answers
 */
record Role(String name, int weight, DemoServer.Behaviour behaviour) {

    static final Role SWIFT = role("swift", 4, 1, 0);

    /** The one that dies and comes back. */
    static final Role STEADY = role("steady", 3, 3, 0);

    static final Role SLOW = role("slow", 2, 40, 0);

    /** One request in fifty goes wrong: often enough to be seen, seldom enough to be worth its weight. */
    static final Role FLAKY = role("flaky", 1, 3, 0.02);

    /** The one that joins later. */
    static final Role LATE = role("late", 2, 2, 0);

    static final List<Role> FIRST = List.of(SWIFT, STEADY, SLOW, FLAKY);

    /** In the order in which people see them. */
    static final List<Role> ALL = List.of(SWIFT, STEADY, SLOW, FLAKY, LATE);

    private static Role role(String name, int weight, long delayMillis, double flaky) {
        return new Role(name, weight, new DemoServer.Behaviour(Duration.ofMillis(delayMillis), flaky));
    }

    /** What makes it special, in a word or two. */
    String character() {
        if (behaviour.flaky() > 0) {
            return "flaky";
        }
        return behaviour.delay().toMillis() + " ms";
    }
}
