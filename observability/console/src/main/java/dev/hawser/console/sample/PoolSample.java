// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import java.util.List;
import java.util.Optional;

/**
 * How a pool stands, and what it did in the last seconds.
 *
 * @param view how it stands
 * @param rates over the last seconds; absent before there are two looks
 * @param endpoints in the order of the view
 * @param closed whether it is closed
 * @param problem why this is not new, or isn't known at all; absent if it is
 */
public record PoolSample(
        PoolView view,
        Optional<Rates> rates,
        List<EndpointSample> endpoints,
        boolean closed,
        Optional<String> problem) {

    /** How a pool stands, in one word. */
    public enum Status {
        /** All endpoints can serve, as far as is known. */
        UP,
        /** Some can't, or discovery's latest word was not used. */
        DEGRADED,
        /** None can. */
        DOWN,
        /** It was closed. */
        CLOSED
    }

    /** All together. */
    public Status status() {
        if (closed) {
            return Status.CLOSED;
        }
        List<EndpointView> members = view.endpoints().stream()
                .filter(endpoint -> endpoint.state() != EndpointState.DRAINING
                        || endpoint.steering().drained())
                .toList();
        long able = members.stream().filter(PoolSample::canServe).count();
        if (able == 0) {
            return Status.DOWN;
        }
        boolean allWell = able == members.size() && view.source().problem().isEmpty() && problem.isEmpty();
        return allWell ? Status.UP : Status.DEGRADED;
    }

    private static boolean canServe(EndpointView endpoint) {
        boolean serves = switch (endpoint.state()) {
            case IDLE, CONNECTING, UP -> true;
            case DOWN, EJECTED, DRAINING -> false;
        };
        return serves && !endpoint.steering().drained();
    }

    /** The same, not new any more. */
    public PoolSample stale(String why) {
        return new PoolSample(view, rates, endpoints, closed, Optional.of(why));
    }

    /** The same, closed. */
    public PoolSample ended() {
        return new PoolSample(view, rates, endpoints, true, Optional.empty());
    }
}
