// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.engine.Wait;
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
        Refusal refusal = Refusal.of(situation.reasons(), situation.othersCan());
        Optional<Throwable> cause =
                situation.trouble().isPresent() ? situation.trouble().get().cause() : refusal.failure();
        return new Refused.NoLease(head(pool, waited) + situation.inWords(), waited, refusal, cause.orElse(null));
    }

    /** @param trouble of discovery's, should no endpoint be known */
    static <C> Situation situation(
            Collection<Member<C>> members, int waiting, Optional<LastGood.Problem> trouble, long now) {
        Map<Address, Unavailable> reasons = reasons(members, now);
        boolean othersCan = members.stream().anyMatch(member -> !reasons.containsKey(member.address()));
        boolean open = members.stream().anyMatch(member -> member.pool.counts().live() > 0);
        return new Situation(
                reasons, othersCan, open, totals(members, waiting), members.isEmpty() ? trouble : Optional.empty());
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
     * @param othersCan whether there are others, which can serve or be connected to
     * @param open whether any connection is open
     * @param totals what is in use, in words
     * @param trouble of discovery's, if that is why no endpoint is known
     */
    record Situation(
            Map<Address, Unavailable> reasons,
            boolean othersCan,
            boolean open,
            String totals,
            Optional<LastGood.Problem> trouble)
            implements Wait.Reason {

        @Override
        public String inWords() {
            if (othersCan) {
                String verdict = open ? "a connection is being opened or checked" : "no connection is open yet";
                return Refusal.of(reasons, true).inWords(verdict, totals);
            }
            return trouble.isPresent()
                    ? Refusal.Kind.NO_ENDPOINTS.inWords() + ": discovery: "
                            + trouble.get().message()
                    : Refusal.of(reasons).inWords(totals);
        }
    }
}
