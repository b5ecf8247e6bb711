// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.endpoint.Unavailable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts a refusal into words. */
final class Refusals {

    private Refusals() {}

    static <C> HawserException of(Waiter<C> waiter, Situation<C> situation, long now) {
        Duration waited = Duration.ofNanos(now - waiter.since);
        String head = "pool '" + situation.pool() + "': no connection after " + Text.of(waited) + ", ";
        Map<Address, Unavailable> reasons = reasons(situation.members(), now);
        Refusal refusal = Refusal.of(reasons);
        Optional<Address> only = waiter.choice.only();
        if (only.isPresent() && (reasons.isEmpty() || reasons.get(only.get()) instanceof Unavailable.Draining)) {
            String message = head + only.get() + " is not among its endpoints";
            return new PoolExhaustedException(message, waited, refusal, null);
        }
        Optional<Unavailable> why = only.map(reasons::get);
        String totals = totals(situation.members(), situation.waiting());
        if (why.isPresent()) { // how the others stand is of no help to who has asked for this one
            String message = head + only.get() + ", the only endpoint asked for, is " + why.get() + " (" + totals + ")";
            return new PoolExhaustedException(
                    message, waited, refusal, refusal.failure().orElse(null));
        }
        if (situation.trouble().isPresent()) {
            LastGood.Problem trouble = situation.trouble().get();
            String message = head + Refusal.Kind.NO_ENDPOINTS.inWords() + ": discovery: " + trouble.message();
            return new PoolExhaustedException(
                    message, waited, refusal, trouble.cause().orElse(null));
        }
        return new PoolExhaustedException(
                head + refusal.inWords(totals),
                waited,
                refusal,
                refusal.failure().orElse(null));
    }

    static <C> HawserException tooManyWaiters(String pool, Collection<Member<C>> members, int waiting, long now) {
        Refusal refusal = Refusal.tooManyWaiters(reasons(members, now));
        String message = "pool '" + pool + "': no connection after " + Text.of(Duration.ZERO) + ", "
                + refusal.inWords(totals(members, waiting));
        return new PoolExhaustedException(
                message, Duration.ZERO, refusal, refusal.failure().orElse(null));
    }

    private static <C> Map<Address, Unavailable> reasons(Collection<Member<C>> members, long now) {
        Map<Address, Unavailable> reasons = new HashMap<>();
        members.forEach(member -> reasons.put(member.address(), member.reason(now)));
        return reasons;
    }

    private static <C> String totals(Collection<Member<C>> members, int waiting) {
        int inFlight = 0;
        int connections = 0;
        for (Member<C> member : members) {
            inFlight += member.inFlightInAll();
            connections += member.links().size();
        }
        return inFlight + (inFlight == 1 ? " call" : " calls") + " in flight on " + connections
                + (connections == 1 ? " connection" : " connections") + ", " + waiting + " waiting";
    }

    /**
     * What a refusal is told from.
     *
     * @param pool its name
     * @param members that could have been chosen
     * @param waiting how many wait
     * @param trouble of discovery, if that is why there are none
     */
    record Situation<C>(String pool, Collection<Member<C>> members, int waiting, Optional<LastGood.Problem> trouble) {}
}
