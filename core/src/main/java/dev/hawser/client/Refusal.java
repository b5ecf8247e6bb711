// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Unavailable;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why no lease could be had.
 *
 * @param kind in one word
 * @param reasons the reason of each endpoint, ordered by address
 * @param retryIn the earliest moment at which some endpoint could serve by itself: the next rate permit or the end of
 *     a backoff; absent if only a returned connection or discovery can help
 */
public record Refusal(Kind kind, Map<Address, Unavailable> reasons, Optional<Duration> retryIn) {

    /** What all the reasons come to. */
    public enum Kind {
        /** Discovery knows no endpoint. */
        NO_ENDPOINTS,
        /** Every endpoint is down, but for those that are drained. */
        ALL_DOWN,
        /** Every endpoint has been drained by an operator. */
        ALL_DRAINED,
        /** Every endpoint has used up its rate, but for those that are drained. */
        ALL_RATE_LIMITED,
        /** Some are down, all others have used up their rate. */
        DOWN_OR_RATE_LIMITED,
        /**
         * At least one endpoint is up and within its rate, but all its connections are in use, being checked, or the first is being
         * opened.
         */
        FULL,
        /** Too many callers wait already. */
        TOO_MANY_WAITERS;

        /** For a message. */
        public String inWords() {
            return switch (this) {
                case NO_ENDPOINTS -> "no endpoint is known";
                case ALL_DOWN -> "every endpoint is down";
                case ALL_DRAINED -> "every endpoint is drained";
                case ALL_RATE_LIMITED -> "every endpoint is rate limited";
                case DOWN_OR_RATE_LIMITED -> "every endpoint is down or rate limited";
                case FULL -> "every connection is in use";
                case TOO_MANY_WAITERS -> "too many callers wait already";
            };
        }
    }

    /** Endpoints spelled out in a message; the exception carries all of them. */
    private static final int SPELLED_OUT = 8;

    public Refusal {
        reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    }

    /**
     * The whole of it in words: what it comes to, and the reasons of the first endpoints.
     *
     * @param totals what is in use, in words
     */
    public String inWords(String totals) {
        return inWords(verdict(), totals);
    }

    /** With another verdict than the reasons come to. */
    String inWords(String verdict, String totals) {
        String spelledOut = reasons.entrySet().stream()
                .limit(SPELLED_OUT)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining("; "));
        int more = reasons.size() - SPELLED_OUT;
        return verdict + " (" + totals + ")" + (spelledOut.isEmpty() ? "" : ": " + spelledOut)
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private String verdict() {
        boolean used = reasons.values().stream()
                .anyMatch(r -> r instanceof Unavailable.Full || r instanceof Unavailable.Saturated);
        return kind == Kind.FULL && !used ? "no connection is open yet" : kind.inWords();
    }

    /** A failure to connect, if some endpoint is down; of the first by address. */
    public Optional<Throwable> failure() {
        return reasons.values().stream()
                .filter(Unavailable.Down.class::isInstance)
                .map(reason -> ((Unavailable.Down) reason).cause())
                .findFirst();
    }

    /** What those reasons come to. */
    public static Refusal of(Map<Address, Unavailable> reasons) {
        return new Refusal(kindOf(reasons.values()), reasons, earliest(reasons.values()));
    }

    /** The same where those without a reason, if there are any, could serve: it isn't all of them then. */
    static Refusal of(Map<Address, Unavailable> reasons, boolean othersCan) {
        return othersCan ? new Refusal(Kind.FULL, reasons, earliest(reasons.values())) : of(reasons);
    }

    /** That too many wait already, and why each endpoint could not serve them. */
    public static Refusal tooManyWaiters(Map<Address, Unavailable> reasons) {
        return new Refusal(Kind.TOO_MANY_WAITERS, reasons, earliest(reasons.values()));
    }

    private static Kind kindOf(Collection<Unavailable> reasons) {
        if (reasons.isEmpty() || reasons.stream().allMatch(r -> r instanceof Unavailable.Draining)) {
            return Kind.NO_ENDPOINTS;
        }
        if (reasons.stream().allMatch(r -> r instanceof Unavailable.Draining || r instanceof Unavailable.Drained)) {
            return Kind.ALL_DRAINED;
        }
        boolean down =
                reasons.stream().anyMatch(r -> r instanceof Unavailable.Down || r instanceof Unavailable.Ejected);
        boolean limited = reasons.stream().anyMatch(r -> r instanceof Unavailable.RateLimited);
        boolean busy = reasons.stream()
                .anyMatch(r -> r instanceof Unavailable.Full
                        || r instanceof Unavailable.Saturated
                        || r instanceof Unavailable.Connecting);
        if (busy) {
            return Kind.FULL;
        }
        return down && limited ? Kind.DOWN_OR_RATE_LIMITED : down ? Kind.ALL_DOWN : Kind.ALL_RATE_LIMITED;
    }

    private static Optional<Duration> earliest(Collection<Unavailable> reasons) {
        return reasons.stream().flatMap(Refusal::retryOf).min(Duration::compareTo);
    }

    private static Stream<Duration> retryOf(Unavailable reason) {
        if (reason instanceof Unavailable.Down down) {
            return Stream.of(down.retryIn());
        }
        if (reason instanceof Unavailable.Ejected ejected) {
            return Stream.of(ejected.retryIn());
        }
        return reason instanceof Unavailable.RateLimited limited ? Stream.of(limited.retryIn()) : Stream.empty();
    }
}
