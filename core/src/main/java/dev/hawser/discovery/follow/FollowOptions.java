// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.endpoint.Text;
import java.time.Duration;

/**
 * How a pool follows what discovery says.
 *
 * <p>A removal and a first appearance count at once. An endpoint that was removed and appears again is readmitted when
 * {@code readmission} has passed since it was last admitted, so it can't be connected to anew more often than that,
 * however fast it flaps. For one that goes on flapping the gap doubles each time, up to {@value #LONGEST_GAPS} of them,
 * and is the plain one again after a calm of {@value #CALM_GAPS}. Never is more than half of what discovery tells held
 * back for longer than the plain gap; and never does holding back leave nobody: the set stays as it was instead, until
 * one may come back. Only where everybody had ended for certain before, nobody is what it stays.
 *
 * <p>The first {@value #CHANGES_AT_ONCE} changes count at once; of those that follow each other faster than
 * {@code debounce}, further ones are gathered and applied together, one such step each {@code debounce}.
 *
 * @param emptyAnswer what an empty answer means
 * @param readmission between two admissions of one endpoint; 0 for no limit, at most 1 hour
 * @param debounce between two changes, once there were many; 0 for no limit, at most 1 minute
 */
public record FollowOptions(EmptyAnswer emptyAnswer, Duration readmission, Duration debounce) {

    /** Two connections a second are no burden for a server that flaps, and nobody misses one that does for half a second. */
    public static final Duration DEFAULT_READMISSION = Duration.ofMillis(500);

    /** Half of the 100 ms in which a change is to be in use; twenty changes of 10,000 endpoints a second cost little. */
    public static final Duration DEFAULT_DEBOUNCE = Duration.ofMillis(50);

    /** The longest gap, in gaps. A power of two; 8 s by default, which is short enough to be got over. */
    static final int LONGEST_GAPS = 16;

    /** How long an endpoint must have stayed, or stayed away, to be as good as new, in gaps: 30 s by default. */
    static final int CALM_GAPS = 60;

    /** A person or a program that changes a handful of things in a row sees each at once. Arbitrary beyond that. */
    static final int CHANGES_AT_ONCE = 10;

    private static final Duration LONGEST_READMISSION = Duration.ofHours(1);
    private static final Duration LONGEST_DEBOUNCE = Duration.ofMinutes(1);

    public FollowOptions {
        requireNonNull(emptyAnswer, "emptyAnswer");
        requireWithin("readmission", readmission, LONGEST_READMISSION);
        requireWithin("debounce", debounce, LONGEST_DEBOUNCE);
    }

    private static void requireWithin(String field, Duration value, Duration longest) {
        if (requireNonNull(value, field).isNegative() || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0 to " + Text.of(longest) + ")");
        }
    }

    public static FollowOptions defaults() {
        return new FollowOptions(EmptyAnswer.IGNORE, DEFAULT_READMISSION, DEFAULT_DEBOUNCE);
    }

    /** Every word of discovery counts at once: for sources that never flap, and for tests. */
    public static FollowOptions immediately() {
        return new FollowOptions(EmptyAnswer.IGNORE, Duration.ZERO, Duration.ZERO);
    }

    public FollowOptions withEmptyAnswer(EmptyAnswer value) {
        return new FollowOptions(value, readmission, debounce);
    }

    public FollowOptions withReadmission(Duration value) {
        return new FollowOptions(emptyAnswer, value, debounce);
    }

    public FollowOptions withDebounce(Duration value) {
        return new FollowOptions(emptyAnswer, readmission, value);
    }
}
