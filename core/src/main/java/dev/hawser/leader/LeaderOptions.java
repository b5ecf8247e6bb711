// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How far to trust what is said about leaders.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param expiry how long a leader is remembered that nobody has confirmed; its term is forgotten as well, so that a group
 *     that was set up anew and counts from 1 is believed
 * @param strangers what to do about a hint to somebody who is not a member
 */
public record LeaderOptions(Duration expiry, Strangers strangers) {

    /** As in Ratis. Far longer than any late reply is on its way, and as long as one may wait for a new group. */
    public static final Duration DEFAULT_EXPIRY = Duration.ofSeconds(60);

    /** So that no difference of two clock readings overflows. */
    private static final Duration LONGEST = Duration.ofDays(365);

    public LeaderOptions {
        requireNonNull(strangers, "strangers");
        if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("expiry: " + expiry + " (expected: > 0, at most " + LONGEST + ")");
        }
    }

    /** Remembered for a minute, members only. */
    public static LeaderOptions defaults() {
        return new LeaderOptions(DEFAULT_EXPIRY, Strangers.IGNORED);
    }

    public LeaderOptions withExpiry(Duration value) {
        return new LeaderOptions(value, strangers);
    }

    public LeaderOptions withStrangers(Strangers value) {
        return new LeaderOptions(expiry, value);
    }

    /** Hints to somebody who is not a member. */
    public enum Strangers {
        /** A server can't send us anywhere that discovery doesn't know. */
        IGNORED,
        /** For groups that discovery knows only in part, and servers that one trusts. */
        BELIEVED
    }
}
