// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.pool.Counts;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a refusal into words. */
final class Refusals {

    /** Endpoints spelled out in a message; the exception carries all of them. */
    private static final int SPELLED_OUT = 8;

    private Refusals() {}

    static <C> Refused noLease(String pool, Collection<Member<C>> members, int waiting, Duration waited, long now) {
        return refused(pool, Refusal.of(reasons(members, now)), totals(members, waiting), waited);
    }

    /** No endpoint is known, and discovery has said why. */
    static Refused noEndpoints(String pool, LastGood.Problem trouble, Duration waited) {
        String message = "pool '" + pool + "': no lease after " + Text.of(waited) + ", "
                + inWords(Refusal.Kind.NO_ENDPOINTS) + ": discovery: " + trouble.message();
        return new Refused.NoLease(
                message, waited, Refusal.of(Map.of()), trouble.cause().orElse(null));
    }

    static <C> Refused tooManyWaiters(String pool, Collection<Member<C>> members, int waiting, long now) {
        Refusal refusal = Refusal.tooManyWaiters(reasons(members, now));
        return refused(pool, refusal, totals(members, waiting), Duration.ZERO);
    }

    private static Refused refused(String pool, Refusal refusal, String totals, Duration waited) {
        String reasons = refusal.reasons().entrySet().stream()
                .limit(SPELLED_OUT)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining("; "));
        int more = refusal.reasons().size() - SPELLED_OUT;
        String message = "pool '" + pool + "': no lease after " + Text.of(waited) + ", " + inWords(refusal.kind())
                + " (" + totals + ")" + (reasons.isEmpty() ? "" : ": " + reasons)
                + (more > 0 ? "; and " + more + " more" : "");
        return new Refused.NoLease(message, waited, refusal, lastCause(refusal));
    }

    private static String inWords(Refusal.Kind kind) {
        return switch (kind) {
            case NO_ENDPOINTS -> "no endpoint is known";
            case ALL_DOWN -> "every endpoint is down";
            case ALL_RATE_LIMITED -> "every endpoint is rate limited";
            case DOWN_OR_RATE_LIMITED -> "every endpoint is down or rate limited";
            case FULL -> "every connection is in use";
            case TOO_MANY_WAITERS -> "too many callers wait already";
        };
    }

    private static <C> Map<Address, Unavailable> reasons(Collection<Member<C>> members, long now) {
        Map<Address, Unavailable> reasons = new HashMap<>();
        for (Member<C> member : members) {
            member.unavailable(now).ifPresent(reason -> reasons.put(member.address(), reason));
        }
        return reasons;
    }

    private static <C> String totals(Collection<Member<C>> members, int waiting) {
        int leased = 0;
        int max = 0;
        for (Member<C> member : members) {
            Counts counts = member.pool.counts();
            leased += counts.leased();
            max += member.draining ? 0 : member.pool.max();
        }
        return leased + "/" + max + " leased, " + waiting + " waiting";
    }

    private static @Nullable Throwable lastCause(Refusal refusal) {
        for (Unavailable reason : refusal.reasons().values()) {
            if (reason instanceof Unavailable.Down down) {
                return down.cause();
            }
        }
        return null;
    }
}
