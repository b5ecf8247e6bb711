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

/** Puts a refusal into words. */
final class Refusals {

    private Refusals() {}

    static <C> Refused noLease(String pool, Collection<Member<C>> members, int waiting, Duration waited, long now) {
        return refused(pool, Refusal.of(reasons(members, now)), totals(members, waiting), waited);
    }

    /** No endpoint is known, and discovery has said why. */
    static Refused noEndpoints(String pool, LastGood.Problem trouble, Duration waited) {
        String message = "pool '" + pool + "': no lease after " + Text.of(waited) + ", "
                + Refusal.Kind.NO_ENDPOINTS.inWords() + ": discovery: " + trouble.message();
        return new Refused.NoLease(
                message, waited, Refusal.of(Map.of()), trouble.cause().orElse(null));
    }

    static <C> Refused tooManyWaiters(String pool, Collection<Member<C>> members, int waiting, long now) {
        Refusal refusal = Refusal.tooManyWaiters(reasons(members, now));
        return refused(pool, refusal, totals(members, waiting), Duration.ZERO);
    }

    private static Refused refused(String pool, Refusal refusal, String totals, Duration waited) {
        String message = "pool '" + pool + "': no lease after " + Text.of(waited) + ", " + refusal.inWords(totals);
        return new Refused.NoLease(message, waited, refusal, refusal.failure().orElse(null));
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
            max += member.isShut() ? 0 : member.pool.max();
        }
        return leased + "/" + max + " leased, " + waiting + " waiting";
    }
}
