// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which nodes have said that they have too much to do, and until when others are preferred to them. They are as healthy as
 * any, so they aren't ejected: who has nobody else to go to goes to them.
 *
 * <p>Safe for use by any thread. Reads no clock. Holds an entry for a node at most.
 */
final class Overloads {

    /** Without a word from the server. Arbitrary: ten times the first backoff, so that it shows, and soon over. */
    static final Duration REST = Duration.ofSeconds(1);

    /** A server's wish is followed so far; one that wants more says so again. */
    static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final ConcurrentHashMap<Address, Long> until = new ConcurrentHashMap<>();

    /** Notes the failure if it is of that kind. */
    void note(Address node, Failure failure, long now) {
        if (failure.kind() == Failure.Kind.OVERLOADED) {
            Duration wished =
                    failure.pushback().flatMap(Failure.Pushback::delay).orElse(REST);
            Duration rest = wished.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wished;
            until.put(node, now + rest.toNanos());
        }
    }

    boolean rests(Address node, long now) {
        Long end = until.get(node);
        return end != null && end - now > 0;
    }

    void forget(Address node) {
        until.remove(node);
    }
}
