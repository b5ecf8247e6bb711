// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records what happens in a pool, as it is told: a moment after it happened, on the thread that tells. */
final class FlightListener implements PoolListener {

    /** Addresses spelled out for one change of a fleet. */
    private static final int SPELLED_OUT = 8;

    /** What the JDK's tools show as {@code N/A} in a time span. */
    private static final long NOT_MEASURED = Long.MIN_VALUE;

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointStateChanged e) {
            record(e);
        } else if (event instanceof PoolEvent.ConnectionOpened e) {
            record(e);
        } else if (event instanceof PoolEvent.ConnectionClosed e) {
            record(e);
        } else if (event instanceof PoolEvent.EndpointsChanged e) {
            record(e);
        } else if (event instanceof PoolEvent.CallRetried e) {
            record(e);
        } else if (event instanceof PoolEvent.CallFailed e) {
            record(e);
        } else if (event instanceof PoolEvent.LeaderChanged e) {
            record(e);
        }
    }

    private static void record(PoolEvent.EndpointStateChanged e) {
        EndpointState event = new EndpointState();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.endpoint = e.endpoint().toString();
            event.from = e.from().name();
            event.to = e.to().name();
            event.why = e.why();
            event.commit();
        }
    }

    private static void record(PoolEvent.ConnectionOpened e) {
        ConnectionOpened event = new ConnectionOpened();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.endpoint = e.endpoint().toString();
            event.took = e.took().toNanos();
            event.commit();
        }
    }

    private static void record(PoolEvent.ConnectionClosed e) {
        ConnectionClosed event = new ConnectionClosed();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.endpoint = e.endpoint().toString();
            event.reason = e.reason().name();
            event.cause = e.cause().map(Text::of).orElse("");
            event.commit();
        }
    }

    private static void record(PoolEvent.EndpointsChanged e) {
        DiscoveryUpdate event = new DiscoveryUpdate();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.added = e.added().size();
            event.removed = e.removed().size();
            event.updated = e.updated().size();
            event.changes = changes(e);
            event.commit();
        }
    }

    private static String changes(PoolEvent.EndpointsChanged e) {
        List<String> all = new ArrayList<>();
        e.added().forEach(address -> all.add("+" + address));
        e.removed().forEach(address -> all.add("-" + address));
        e.updated().forEach(address -> all.add("~" + address));
        int more = all.size() - SPELLED_OUT;
        String first = String.join(" ", all.subList(0, Math.min(all.size(), SPELLED_OUT)));
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private static void record(PoolEvent.CallRetried e) {
        CallRetried event = new CallRetried();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.call = e.call();
            event.endpoint = named(e.endpoint());
            event.attempt = e.attempt();
            event.result = e.result();
            event.delay = e.delay().toNanos();
            event.commit();
        }
    }

    private static void record(PoolEvent.CallFailed e) {
        CallFailed event = new CallFailed();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.call = e.call();
            event.outcome = e.outcome().name();
            event.attempts = e.attempts().size();
            event.message = e.message();
            event.took = e.took().map(Duration::toNanos).orElse(NOT_MEASURED);
            event.commit();
        }
    }

    private static void record(PoolEvent.LeaderChanged e) {
        LeaderChanged event = new LeaderChanged();
        if (event.shouldCommit()) {
            event.pool = e.pool();
            event.from = named(e.from());
            event.to = named(e.to());
            event.why = e.why();
            event.commit();
        }
    }

    private static String named(Optional<Address> address) {
        return address.map(Address::toString).orElse("");
    }
}
