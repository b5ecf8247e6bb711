// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import dev.hawser.call.Failure;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import java.util.random.RandomGenerator;

/**
 * Decides, for one call, what follows each failed attempt. Only decides: reads no clock, calls nobody. Not safe for use
 * by several threads at once.
 */
public final class Retries {

    /** @param deadline moment after which no attempt begins; {@link Long#MAX_VALUE} for none */
    public Retries(
            RetryPolicy policy, RetryBudget budget, Idempotence idempotence, long deadline, RandomGenerator random) {
        throw new UnsupportedOperationException("to be written");
    }

    /** What to do now that the latest attempt has failed. */
    public Decision onFailure(Failure failure, long now) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Attempts begun so far, the first included. */
    public int attempts() {
        throw new UnsupportedOperationException("to be written");
    }

    /** What is known about the call's effect if it ends here; an earlier UNKNOWN sticks unless an attempt succeeded. */
    public Outcome outcome() {
        throw new UnsupportedOperationException("to be written");
    }

    /** What follows a failure. {@code why} is for people. */
    public sealed interface Decision {
        String why();

        /** Try again after the delay, at another endpoint if there is one. */
        record Again(long delayNanos, String why) implements Decision {}

        /** Report the failure. */
        record Stop(String why) implements Decision {}
    }
}
