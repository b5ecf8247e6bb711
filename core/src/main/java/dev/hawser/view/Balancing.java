// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.EndpointState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * How a balancer would share the next picks out, told from its name as the pool's settings have it. Only the balancers that
 * come with the library are known.
 *
 * @param inWords by what it decides
 * @param rule the same in a sentence
 * @param claims what each of those that could serve may claim, relative to the others; absent if only the balancer knows
 */
record Balancing(String inWords, String rule, Claims claims) {

    /** What endpoints may claim beside each other. */
    @FunctionalInterface
    interface Claims {
        /** @return one for each, or none at all if that is not known */
        List<Double> of(List<EndpointView> able);
    }

    /** Two loads that differ by less are equal. */
    private static final double EQUAL = 1e-9;

    static Balancing of(PoolView view) {
        String name = view.setting("balancer").map(Setting::toString).orElse("");
        if (name.equals("roundRobin")) {
            return new Balancing("in turn", "each endpoint has its turn, whatever it weighs", Balancing::inTurn);
        }
        if (name.equals("weightedRoundRobin") || name.equals("lvsWeightedRoundRobin")) {
            return new Balancing(
                    "by weight",
                    "turns are shared out in proportion to the weights",
                    able -> each(able, weightsOf(able)));
        }
        if (name.equals("orderedFailover")) {
            return new Balancing(
                    "by priority",
                    "the endpoints of the best priority that can serve take turns, and the others wait for them to fail",
                    Balancing::best);
        }
        if (name.startsWith("leastLoaded")) {
            return new Balancing(
                    "by load",
                    "whoever has the least in flight for its weight is next; between equals mostly the faster one",
                    Balancing::leastLoaded);
        }
        String called = name.isEmpty() ? "the pool" : "the balancer '" + name + "'";
        return new Balancing("as " + called + " decides", called + " decides by rules of its own", able -> List.of());
    }

    static boolean isEligible(EndpointView endpoint) {
        EndpointState state = endpoint.state();
        return endpoint.why().isEmpty()
                && (state == EndpointState.IDLE || state == EndpointState.CONNECTING || state == EndpointState.UP);
    }

    /** The part of each endpoint, in the same order; those that can't serve have none. */
    List<OptionalDouble> shares(List<EndpointView> all) {
        List<EndpointView> able = all.stream().filter(Balancing::isEligible).toList();
        List<Double> claimed = claims.of(able);
        double sum = claimed.stream().mapToDouble(Double::doubleValue).sum();
        List<OptionalDouble> shares = new ArrayList<>();
        int next = 0;
        for (EndpointView endpoint : all) {
            if (!isEligible(endpoint)) {
                shares.add(OptionalDouble.of(0));
            } else if (claimed.isEmpty()) {
                shares.add(able.size() == 1 ? OptionalDouble.of(1) : OptionalDouble.empty());
            } else {
                shares.add(OptionalDouble.of(claimed.get(next++) / sum));
            }
        }
        return shares;
    }

    private static List<Double> each(List<EndpointView> able, ToDoubleFunction<EndpointView> claim) {
        return able.stream().map(claim::applyAsDouble).toList();
    }

    /** Those of weight 0 get nothing, unless all weigh 0, which can't be meant. */
    private static ToDoubleFunction<EndpointView> weightsOf(List<EndpointView> able) {
        return allWeightless(able) ? endpoint -> 1 : EndpointView::weight;
    }

    private static boolean allWeightless(List<EndpointView> able) {
        return able.stream().allMatch(endpoint -> endpoint.weight() == 0);
    }

    private static List<Double> inTurn(List<EndpointView> able) {
        Predicate<EndpointView> hasTurns = hasTurns(able);
        return each(able, endpoint -> hasTurns.test(endpoint) ? 1 : 0);
    }

    private static List<Double> best(List<EndpointView> able) {
        Predicate<EndpointView> hasTurns = hasTurns(able);
        int best = able.stream()
                .filter(hasTurns)
                .mapToInt(endpoint -> endpoint.endpoint().priority())
                .min()
                .orElse(0);
        return each(
                able, endpoint -> hasTurns.test(endpoint) && endpoint.endpoint().priority() == best ? 1 : 0);
    }

    private static Predicate<EndpointView> hasTurns(List<EndpointView> able) {
        return allWeightless(able) ? endpoint -> true : endpoint -> endpoint.weight() > 0;
    }

    private static List<Double> leastLoaded(List<EndpointView> able) {
        Predicate<EndpointView> hasTurns = hasTurns(able);
        double least = able.stream()
                .filter(hasTurns)
                .mapToDouble(Balancing::load)
                .min()
                .orElse(0);
        return each(able, endpoint -> hasTurns.test(endpoint) && load(endpoint) - least < EQUAL ? 1 : 0);
    }

    private static double load(EndpointView endpoint) {
        return (endpoint.traffic().inFlight() + 1.0) / Math.max(1, endpoint.weight());
    }
}
