// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.HawserException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.internal.engine.Wait;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts a refusal into words. */
final class Refusals {

    private Refusals() {}

    static HawserException of(String pool, Situation situation, Duration waited) {
        String message = "pool '" + pool + "': no connection after " + Text.of(waited) + ", " + situation.inWords();
        return new PoolExhaustedException(
                message,
                waited,
                Refusal.of(situation.reasons()),
                situation.cause().orElse(null));
    }

    /**
     * How things stand.
     *
     * @param only the only endpoint asked for, if it is only one
     * @param concerned members that could be chosen
     * @param waiting how many wait
     * @param trouble of discovery's, if that is why there is no endpoint at all
     */
    static <C> Situation situation(
            Optional<Address> only,
            Collection<Member<C>> concerned,
            int waiting,
            Optional<LastGood.Problem> trouble,
            long now) {
        return new Situation(only, reasons(concerned, now), totals(concerned, waiting), trouble);
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
     * Why no connection can be had just then; put into words only when somebody wants to read them.
     *
     * @param only the only endpoint asked for
     * @param reasons of the endpoints that could be chosen
     * @param totals what is in use, in words
     * @param trouble of discovery's, if that is why there is no endpoint at all
     */
    record Situation(
            Optional<Address> only,
            Map<Address, Unavailable> reasons,
            String totals,
            Optional<LastGood.Problem> trouble)
            implements Wait.Reason {

        @Override
        public String inWords() {
            if (isUnknown()) {
                return only.get() + " is not among its endpoints";
            }
            Optional<Unavailable> why = only.map(reasons::get);
            if (why.isPresent()) { // how the others stand is of no help to who has asked for this one
                return only.get() + ", the only endpoint asked for, is " + why.get() + " (" + totals + ")";
            }
            return trouble.isPresent()
                    ? Refusal.Kind.NO_ENDPOINTS.inWords() + ": discovery: "
                            + trouble.get().message()
                    : Refusal.of(reasons).inWords(totals);
        }

        private boolean isUnknown() {
            return only.isPresent() && (reasons.isEmpty() || reasons.get(only.get()) instanceof Unavailable.Draining);
        }

        Optional<Throwable> cause() {
            if (isUnknown()) {
                return Optional.empty();
            }
            return only.isEmpty() && trouble.isPresent()
                    ? trouble.get().cause()
                    : Refusal.of(reasons).failure();
        }
    }
}
