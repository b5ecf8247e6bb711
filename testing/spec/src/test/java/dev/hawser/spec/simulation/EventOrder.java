// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The order of events that the page of {@code PoolEvent} promises, as an automaton. */
public final class EventOrder {

    private final Set<Address> known = new HashSet<>();
    private final Map<Address, EndpointState> states = new HashMap<>();
    private final Map<Address, Integer> open = new HashMap<>();
    private boolean closed;

    /** Takes the next event in; what is wrong with its place, if anything. */
    public Optional<String> problemOf(PoolEvent event) {
        Optional<String> problem = closed ? Optional.of("comes after PoolClosed") : step(event);
        return problem.map(what -> event + " " + what);
    }

    private Optional<String> step(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointsChanged e) {
            return changed(e);
        } else if (event instanceof PoolEvent.EndpointStateChanged e) {
            return moved(e);
        } else if (event instanceof PoolEvent.ConnectionOpened e) {
            open.merge(e.endpoint(), 1, Integer::sum);
            return unless(known.contains(e.endpoint()), "is about an endpoint that isn't there");
        } else if (event instanceof PoolEvent.ConnectFailed e) {
            return unless(states.containsKey(e.endpoint()), "is about an endpoint that never was there");
        } else if (event instanceof PoolEvent.ConnectionClosed e && e.reason() != CloseReason.LATE) {
            int left = open.merge(e.endpoint(), -1, Integer::sum);
            return unless(left >= 0, "is about a connection that was not opened");
        }
        closed = event instanceof PoolEvent.PoolClosed;
        return Optional.empty();
    }

    private Optional<String> changed(PoolEvent.EndpointsChanged e) {
        boolean fits = e.added().stream().noneMatch(known::contains)
                && known.containsAll(e.removed())
                && known.containsAll(e.updated());
        known.addAll(e.added());
        known.removeAll(e.removed());
        return unless(fits, "adds whom there is or removes whom there isn't");
    }

    /** Each begins where the one before has ended; whoever comes back may be somebody new, who begins at IDLE. */
    private Optional<String> moved(PoolEvent.EndpointStateChanged e) {
        EndpointState before = states.getOrDefault(e.endpoint(), EndpointState.IDLE);
        boolean follows = e.from() == before || (before == EndpointState.DRAINING && e.from() == EndpointState.IDLE);
        boolean leaves = e.to() == EndpointState.DRAINING;
        states.put(e.endpoint(), e.to());
        if (!follows) {
            return Optional.of("does not begin at " + before);
        }
        if (e.why().isBlank()) {
            return Optional.of("gives no reason");
        }
        return unless(leaves || known.contains(e.endpoint()), "is about an endpoint that isn't there");
    }

    private static Optional<String> unless(boolean fits, String otherwise) {
        return fits ? Optional.empty() : Optional.of(otherwise);
    }
}
