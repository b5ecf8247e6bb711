// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import java.time.Duration;

/**
 * Why an endpoint could not serve a request just now. Every refusal carries one of these per endpoint, so that
 * "no connection" is never the whole answer.
 *
 * <p>Durations count from the moment the reason was given. {@link Object#toString()} is the text shown to people.
 */
public sealed interface Unavailable {

    /**
     * Connecting failed and the backoff has not ended.
     *
     * @param since how long ago the first failure of this series was
     * @param failures how many attempts in a row have failed
     * @param cause of the latest failure
     * @param retryIn until the next attempt is allowed
     */
    record Down(Duration since, int failures, Throwable cause, Duration retryIn) implements Unavailable {
        @Override
        public String toString() {
            return "down for " + Text.of(since) + " (" + failures + (failures == 1 ? " failure" : " failures")
                    + ", last: " + Text.of(cause) + ", next try in " + Text.of(retryIn) + ")";
        }
    }

    /**
     * The endpoint's rate is used up.
     *
     * @param retryIn until the next permit
     */
    record RateLimited(Duration retryIn) implements Unavailable {
        @Override
        public String toString() {
            return "rate limited for " + Text.of(retryIn);
        }
    }

    /**
     * Every connection the endpoint may have is in use.
     *
     * @param inUse leased, or being closed or checked, which holds a place as well
     * @param max the most there may be
     */
    record Full(int inUse, int max) implements Unavailable {
        @Override
        public String toString() {
            return "full: " + inUse + " of " + max + " connections in use";
        }
    }

    /**
     * A connection is being opened, and no more may be opened beside it for now.
     *
     * @param opening how many are under way
     */
    record Connecting(int opening) implements Unavailable {
        @Override
        public String toString() {
            return "connecting: " + opening + " under way";
        }
    }

    /**
     * It is connected, but calls or health checks fail, and it is left alone for a while.
     *
     * @param why in words
     * @param retryIn until a call is let through again
     */
    record Ejected(String why, Duration retryIn) implements Unavailable {
        @Override
        public String toString() {
            return "ejected: " + why + ", next try in " + Text.of(retryIn);
        }
    }

    /**
     * All its connections have as many calls in flight as they may have.
     *
     * @param inFlight on all connections
     * @param connections that share them
     */
    record Saturated(int inFlight, int connections) implements Unavailable {
        @Override
        public String toString() {
            return "saturated: " + inFlight + (inFlight == 1 ? " call" : " calls") + " in flight on " + connections
                    + (connections == 1 ? " connection" : " connections");
        }
    }

    /** An operator drained the endpoint: it finishes what it has, and gets nothing new until that is taken back. */
    record Drained() implements Unavailable {
        @Override
        public String toString() {
            return "drained by an operator";
        }
    }

    /** The endpoint was removed; it finishes what it has and gets nothing new. */
    record Draining() implements Unavailable {
        @Override
        public String toString() {
            return "draining";
        }
    }
}
