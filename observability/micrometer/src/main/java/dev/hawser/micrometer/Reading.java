// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How a pool stood at one moment, and what its counters had come to.
 *
 * @param view how it stood
 * @param members endpoints that discovery knows
 * @param tallies of these endpoints
 * @param tally of the whole pool, with endpoints that are gone
 * @param servedNanos how long those had waited who got a connection
 */
record Reading(
        PoolView view, Map<Address, EndpointView> members, Map<Address, Tally> tallies, Tally tally, long servedNanos) {

    /**
     * @param refusedNanos how long those had waited who got none
     * @param earlier what counters go on from: they never fall
     */
    static Reading of(PoolView view, long refusedNanos, Optional<Reading> earlier) {
        Map<Address, EndpointView> members = new HashMap<>();
        Map<Address, Tally> tallies = new HashMap<>();
        for (EndpointView each : view.endpoints()) {
            if (each.state() != EndpointState.DRAINING || each.steering().drained()) {
                Address address = each.endpoint().address();
                Traffic traffic = each.traffic();
                Tally before = earlier.map(r -> r.tallies.get(address)).orElse(Tally.ZERO);
                members.put(address, each);
                tallies.put(address, before.after(traffic.total(), traffic.failed()));
            }
        }
        Tally before = earlier.map(Reading::tally).orElse(Tally.ZERO);
        Tally now = before.after(view.use().total(), view.use().failed());
        long served = view.use().waits().total().toNanos() - refusedNanos;
        return new Reading(
                view,
                members,
                tallies,
                now,
                Math.max(served, earlier.map(Reading::servedNanos).orElse(0L)));
    }

    /** Over all endpoints, those that are about to go as well. */
    double sum(ToDoubleFunction<EndpointView> of) {
        return view.endpoints().stream().mapToDouble(of).sum();
    }

    /** Over the endpoints that discovery knows. */
    double sumOfMembers(ToDoubleFunction<EndpointView> of) {
        return members.values().stream().mapToDouble(of).sum();
    }

    /** NaN if the endpoint is gone. */
    double at(Address endpoint, ToDoubleFunction<EndpointView> of) {
        EndpointView member = members.get(endpoint);
        return member == null ? Double.NaN : of.applyAsDouble(member);
    }

    /** NaN if the endpoint is gone. */
    double countAt(Address endpoint, ToDoubleFunction<Tally> of) {
        Tally count = tallies.get(endpoint);
        return count == null ? Double.NaN : of.applyAsDouble(count);
    }
}
