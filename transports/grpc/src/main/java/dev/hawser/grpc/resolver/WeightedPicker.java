// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Endpoint;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Gives ready endpoints turns in proportion to their weights. Immutable, but for the position in the cycle. */
final class WeightedPicker extends SubchannelPicker {

    private static final Balancer ORDER = Balancers.weightedRoundRobin();

    /**
     * A fleet of clients that hear of a change together must not all go to the heaviest next. That many turns are far more
     * than the endpoints of most services, and cost a microsecond.
     */
    private static final int FIRST_TURNS = 64;

    private final Picker order;
    private final List<Member> members;
    private final List<Endpoint> endpoints;
    private final PickResult[] results;

    private WeightedPicker(Picker order, List<Member> members) {
        this.order = order;
        this.members = members;
        this.endpoints = endpointsOf(members);
        this.results = members.stream().map(Member::picked).toArray(PickResult[]::new);
    }

    /** @param ready at least one, all of them connected */
    static WeightedPicker over(List<Member> ready, Optional<WeightedPicker> previous, RandomGenerator random) {
        Picker order = ORDER.picker(ready, previous.map(p -> p.order));
        for (int skipped = random.nextInt(FIRST_TURNS); skipped > 0; skipped--) {
            var unused = order.pick(Admission.ALL);
        }
        return new WeightedPicker(order, List.copyOf(ready));
    }

    /** Whether it gives these their turns already, with the weights they have now. */
    boolean isOver(List<Member> ready) {
        return members.equals(ready) && endpoints.equals(endpointsOf(ready));
    }

    private static List<Endpoint> endpointsOf(List<Member> members) {
        return members.stream().map(Member::endpoint).toList();
    }

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
        return results[order.pick(Admission.ALL)];
    }
}
