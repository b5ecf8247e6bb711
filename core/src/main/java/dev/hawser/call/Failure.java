// SPDX-License-Identifier: Apache-2.0
package dev.hawser.call;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * How one attempt failed, in words that every protocol's errors can be put into.
 *
 * @param kind what it means for another attempt
 * @param cause the protocol's own error, for the report
 * @param pushback what the server said about when to come back; absent if it said nothing
 * @param leader who leads, as far as the server that refused knows; only with {@link Kind#NOT_LEADER}
 */
public record Failure(Kind kind, Throwable cause, Optional<Pushback> pushback, Optional<Address> leader) {

    public Failure {
        requireNonNull(kind, "kind");
        requireNonNull(cause, "cause");
        requireNonNull(pushback, "pushback");
        requireNonNull(leader, "leader");
    }

    /** A failure of that kind, about which the server said nothing more. */
    public static Failure of(Kind kind, Throwable cause) {
        return new Failure(kind, cause, Optional.empty(), Optional.empty());
    }

    public Failure withPushback(Pushback value) {
        return new Failure(kind, cause, Optional.of(value), leader);
    }

    public Failure withLeader(Address value) {
        return new Failure(kind, cause, pushback, Optional.of(value));
    }

    /** What a failure means for another attempt. */
    public enum Kind {
        /** Proven never to have reached a server's application: no connection, or the stream was refused. */
        UNSENT,
        /** The server or the way to it is in trouble; the call may have run. */
        UNAVAILABLE,
        /**
         * The server has too much to do and says so; asking again at once makes it worse. It hasn't run the call, as a
         * rule, but that isn't proven: quotas and proxies give the same answer, also after some of the work.
         */
        OVERLOADED,
        /** This attempt took too long; the call may have run, or may still be running. */
        TIMEOUT,
        /** The server gave up in the middle, as after a conflict; the call may have had part of its effect. */
        ABORTED,
        /** The server is not the leader and has not run the call. Says nothing against the server's health. */
        NOT_LEADER,
        /** An answer that another attempt would not change: bad argument, no permission, a bug. */
        FATAL;

        /** Whether the failure proves that the call had no effect. */
        public boolean provesNoEffect() {
            return this == UNSENT || this == NOT_LEADER;
        }
    }

    /**
     * What a server said about another attempt.
     *
     * @param delay how long to wait; absent means "do not try again"
     */
    public record Pushback(Optional<Duration> delay) {

        /** Come back after that. */
        public static Pushback after(Duration delay) {
            return new Pushback(Optional.of(delay));
        }

        /** Do not come back. */
        public static Pushback stop() {
            return new Pushback(Optional.empty());
        }
    }
}
