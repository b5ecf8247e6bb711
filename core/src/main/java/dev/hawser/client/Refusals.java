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
import java.util.Optional;

/** Puts a refusal into words. */
final class Refusals {

    private Refusals() {}

    static Refused noLease(String pool, Situation situation, Duration waited) {
        Refusal refusal = Refusal.of(situation.reasons());
        Optional<Throwable> cause =
                situation.trouble().isPresent() ? situation.trouble().get().cause() : refusal.failure();
        return new Refused.NoLease(head(pool, waited) + situation.inWords(), waited, refusal, cause.orElse(null));
    }

    /** @param trouble of discovery's, should no endpoint be known */
    static <C> Situation situation(
            Collection<Member<C>> members, int waiting, Optional<LastGood.Problem> trouble, long now) {
        return new Situation(
                reasons(members, now), totals(members, waiting), members.isEmpty() ? trouble : Optional.empty());
    }

    private static String head(String pool, Duration waited) {
        return "pool '" + pool + "': no lease after " + Text.of(waited) + ", ";
    }

    static <C> Refused tooManyWaiters(String pool, Collection<Member<C>> members, int waiting, long now) {
        Refusal refusal = Refusal.tooManyWaiters(reasons(members, now));
        String message = head(pool, Duration.ZERO) + refusal.inWords(totals(members, waiting));
        return new Refused.NoLease(
                message, Duration.ZERO, refusal, refusal.failure().orElse(null));
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

    /**
     * Why no lease can be had just then; put into words only when somebody wants to read them.
     *
     * @param reasons of the endpoints that can't serve
     * @param totals what is in use, in words
     * @param trouble of discovery's, if that is why no endpoint is known
     */
    record Situation(Map<Address, Unavailable> reasons, String totals, Optional<LastGood.Problem> trouble) {

        String inWords() {
            return trouble.isPresent()
                    ? Refusal.Kind.NO_ENDPOINTS.inWords() + ": discovery: "
                            + trouble.get().message()
                    : Refusal.of(reasons).inWords(totals);
        }
    }
}
