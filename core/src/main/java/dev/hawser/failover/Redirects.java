// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How one call goes after the leader: a hint is followed at once, but to each address once; with no hint, or one followed
 * before, it waits for the election to end. So two members that name each other end in waiting, not in a spin.
 *
 * <p>Both are bounded, and apart: an election has nothing to do with how many members there are.
 */
final class Redirects {

    /** Twice the members of a common group: a leader may move once while we look for it. */
    static final int DEFAULT_MAX_HOPS = 6;

    /** Together 5.7 s on average, which outlasts an election with a split vote (measured at etcd: 1.4 to 2.7 s). */
    static final int MAX_WAITS = 20;

    private static final Backoff ELECTION = Backoff.exponential(Duration.ofMillis(10), 2, Duration.ofMillis(500))
            .withJitter(Jitter.equal());

    private final int maxHops;
    private final RandomGenerator random;
    private final Set<Address> followed = new HashSet<>();
    private int waits;

    Redirects(int maxHops, RandomGenerator random) {
        if (maxHops < 0) {
            throw new IllegalArgumentException("maxHops: " + maxHops + " (expected: >= 0)");
        }
        this.maxHops = maxHops;
        this.random = random;
    }

    /** Why there is no further redirect; empty if there is one. */
    Optional<String> objection(Optional<Address> hint) {
        if (isNew(hint) && followed.size() >= maxHops) {
            return Optional.of("redirects used up (" + followed.size() + " of " + maxHops + ")");
        }
        if (waits >= MAX_WAITS) {
            return Optional.of("no leader found after waiting " + waits + " times");
        }
        return Optional.empty();
    }

    /** The next redirect, which {@link #objection} had nothing against. */
    Step next(Optional<Address> hint) {
        if (isNew(hint)) {
            followed.add(hint.get());
            return new Step(0, "to the leader, " + hint.get());
        }
        long delay = ELECTION.delayNanos(++waits, random);
        String news = hint.isPresent() ? "told again of " + hint.get() : "no leader known";
        return new Step(delay, news + ", again in " + Text.of(Duration.ofNanos(delay)));
    }

    int count() {
        return followed.size() + waits;
    }

    private boolean isNew(Optional<Address> hint) {
        return hint.isPresent() && !followed.contains(hint.get());
    }

    /** @param delayNanos before the attempt */
    record Step(long delayNanos, String why) {}
}
