// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call that failed, a lease whose connection broke, or a caller that was refused or waited.
 *
 * @param at when this console heard of it
 * @param pool in which
 * @param kind failed, broken, refused or waited
 * @param call its name; absent if only a connection was asked for, or what was done with it is not known
 * @param outcome what is known about its effect; absent if it had no chance of one
 * @param took altogether; absent if that was not measured
 * @param message in words
 * @param attempts that were made, no more than {@value #MOST_ATTEMPTS} of them
 */
public record Failure(
        Instant at,
        String pool,
        Kind kind,
        Optional<String> call,
        Optional<String> outcome,
        Optional<Duration> took,
        String message,
        List<Attempt> attempts) {

    static final int MOST_ATTEMPTS = 20;

    public Failure {
        message = Line.of(message);
        attempts = List.copyOf(attempts);
    }

    /** How it ended for the caller. */
    public enum Kind {
        /** The call failed. */
        FAILED,
        /** The caller had a connection by itself, and it broke, or was given back as broken. */
        BROKEN,
        /** The caller got no connection. */
        REFUSED,
        /** It got one, late. */
        WAITED
    }

    /**
     * One attempt.
     *
     * @param endpoint where; absent if no connection could be had
     * @param result in words
     * @param begun after the call's beginning
     * @param took by itself; absent if that was not measured
     */
    public record Attempt(Optional<String> endpoint, String result, Duration begun, Optional<Duration> took) {

        public Attempt {
            result = Line.of(result);
        }
    }

    /** What an event tells of a caller that was not served well; absent if it is about something else. */
    static Optional<Failure> of(Instant at, PoolEvent event) {
        if (event instanceof PoolEvent.CallFailed e) {
            List<Attempt> attempts = e.attempts().stream()
                    .limit(MOST_ATTEMPTS)
                    .map(Failure::attempt)
                    .toList();
            return Optional.of(new Failure(
                    at,
                    e.pool(),
                    Kind.FAILED,
                    Optional.of(Line.of(e.call())),
                    Optional.of(e.outcome().name()),
                    e.took(),
                    e.message(),
                    attempts));
        }
        if (event instanceof PoolEvent.ConnectionClosed e) {
            return broken(at, e);
        }
        if (event instanceof PoolEvent.LeaseRefused e) {
            return Optional.of(withoutCall(at, event, Kind.REFUSED, e.waited(), e.message()));
        }
        if (event instanceof PoolEvent.LeaseWaited e) {
            String message =
                    "got a connection to " + e.endpoint() + (e.why().isEmpty() ? "" : "; when it began: " + e.why());
            return Optional.of(withoutCall(at, event, Kind.WAITED, e.waited(), message));
        }
        return Optional.empty();
    }

    /** Of a connection that had one holder the pool knows no more than how it came back. */
    private static Optional<Failure> broken(Instant at, PoolEvent.ConnectionClosed event) {
        boolean broke = event.reason() == CloseReason.BROKEN;
        if (!broke && event.reason() != CloseReason.DISCARDED) {
            return Optional.empty();
        }
        String message = "the connection to " + event.endpoint()
                + (broke ? " broke in its holder's hands" : " was given back as broken");
        String cause = event.cause().map(Text::of).orElse("for a reason that was not given");
        Attempt attempt = new Attempt(Optional.of(event.endpoint().toString()), cause, Duration.ZERO, Optional.empty());
        return Optional.of(new Failure(
                at,
                event.pool(),
                Kind.BROKEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                message,
                List.of(attempt)));
    }

    private static Failure withoutCall(Instant at, PoolEvent event, Kind kind, Duration waited, String message) {
        return new Failure(
                at, event.pool(), kind, Optional.empty(), Optional.empty(), Optional.of(waited), message, List.of());
    }

    private static Attempt attempt(PoolEvent.TriedAttempt tried) {
        return new Attempt(tried.endpoint().map(Address::toString), tried.result(), tried.begun(), tried.took());
    }
}
