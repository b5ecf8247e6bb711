// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.Time;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the log: one INFO line per change of state, a WARN for what needs a human, limited to one of a kind
 * per second so that an outage cannot flood a disk, and everything else at DEBUG.
 */
public final class EventLog implements PoolListener {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.pool");

    private final Throttle refusals;
    private final Throttle mistakes;
    private final Throttle leaks;
    private final Throttle discoveries;

    public EventLog(Time time) {
        this.refusals = new Throttle(time);
        this.mistakes = new Throttle(time);
        this.leaks = new Throttle(time);
        this.discoveries = new Throttle(time);
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointStateChanged e) {
            log.info("[{}] {} {} -> {}{}", e.pool(), e.endpoint(), e.from(), e.to(), because(e.why()));
        } else if (event instanceof PoolEvent.EndpointsChanged e) {
            log.info("[{}] endpoints: added {}, removed {}, updated {}", e.pool(), e.added(), e.removed(), e.updated());
        } else if (event instanceof PoolEvent.EndpointSteered e) {
            log.info("[{}] {} {}", e.pool(), e.endpoint(), e.what());
        } else if (event instanceof PoolEvent.LeaderChanged e) {
            log.info("[{}] leader {} -> {}{}", e.pool(), named(e.from()), named(e.to()), because(e.why()));
        } else if (event instanceof PoolEvent.DiscoveryRecovered e) {
            log.info("[{}] discovery {} answers again, after {}", e.pool(), e.source(), Text.of(e.after()));
        } else if (event instanceof PoolEvent.PoolClosed e) {
            log.info("[{}] closed", e.pool());
        } else {
            warnOrDebug(event);
        }
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : ": " + why;
    }

    private static String named(Optional<Address> leader) {
        return leader.map(Address::toString).orElse("nobody");
    }

    private void warnOrDebug(PoolEvent event) {
        if (event instanceof PoolEvent.LeaseRefused e) {
            refusals.pass(more -> log.warn("{}{}", e.message(), more));
        } else if (event instanceof PoolEvent.LeaseMisused e) {
            mistakes.pass(more -> log.warn("[{}] a caller {} ({}){}", e.pool(), e.mistake(), e.endpoint(), more));
        } else if (event instanceof PoolEvent.LeaseLeaked e) {
            String how = e.lost() ? "lost, and its connection closed" : "held too long";
            leaks.pass(more -> log.warn(
                    "[{}] a lease of {} is {}: {}{}",
                    e.pool(),
                    e.endpoint(),
                    how,
                    Text.of(e.held()),
                    more,
                    e.takenAt()));
        } else if (event instanceof PoolEvent.DiscoveryFailed e) {
            discoveries.pass(more -> log.warn("[{}] discovery {}: {}{}", e.pool(), e.source(), e.problem(), more));
        } else {
            log.debug("{}", event);
        }
    }
}
