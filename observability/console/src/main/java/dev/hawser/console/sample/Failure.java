// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call that failed, or a caller that was refused or waited.
 *
 * @param at when this console heard of it
 * @param pool in which
 * @param kind failed, refused or waited
 * @param call its name; absent if only a connection was asked for
 * @param outcome what is known about its effect; absent if it had no chance of one
 * @param took altogether
 * @param message in words
 * @param attempts that were made, no more than {@value #MOST_ATTEMPTS} of them
 */
public record Failure(
        Instant at,
        String pool,
        Kind kind,
        Optional<String> call,
        Optional<String> outcome,
        Duration took,
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
     * @param took by itself
     */
    public record Attempt(Optional<String> endpoint, String result, Duration begun, Duration took) {

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

    private static Failure withoutCall(Instant at, PoolEvent event, Kind kind, Duration waited, String message) {
        return new Failure(at, event.pool(), kind, Optional.empty(), Optional.empty(), waited, message, List.of());
    }

    private static Attempt attempt(PoolEvent.TriedAttempt tried) {
        return new Attempt(tried.endpoint().map(Address::toString), tried.result(), tried.begun(), tried.took());
    }
}
