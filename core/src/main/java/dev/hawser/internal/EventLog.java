// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Text;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the log: one INFO line per change of state, a WARN for what needs a human, limited to one of a kind
 * per second so that an outage cannot flood a disk, and everything else at DEBUG.
 */
public final class EventLog implements PoolListener {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.pool");
    private static final long WARN_GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Time time;
    private final Throttle refusals;
    private final Throttle mistakes;
    private final Throttle discoveries;

    public EventLog(Time time) {
        this.time = time;
        this.refusals = new Throttle(time.nanoTime());
        this.mistakes = new Throttle(time.nanoTime());
        this.discoveries = new Throttle(time.nanoTime());
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointStateChanged e) {
            logState(e);
        } else if (event instanceof PoolEvent.EndpointsChanged e) {
            log.info("[{}] endpoints: added {}, removed {}, updated {}", e.pool(), e.added(), e.removed(), e.updated());
        } else if (event instanceof PoolEvent.LeaseLeaked e) {
            String how = e.lost() ? "lost, and its connection closed" : "held too long";
            log.warn("[{}] a lease of {} is {}: {}", e.pool(), e.endpoint(), how, Text.of(e.held()), e.takenAt());
        } else if (event instanceof PoolEvent.DiscoveryRecovered e) {
            log.info("[{}] discovery {} answers again, after {}", e.pool(), e.source(), Text.of(e.after()));
        } else if (event instanceof PoolEvent.PoolClosed e) {
            log.info("[{}] closed", e.pool());
        } else {
            logLimited(event);
        }
    }

    private static void logState(PoolEvent.EndpointStateChanged e) {
        boolean noteworthy = e.to() == EndpointState.DOWN
                || e.to() == EndpointState.DRAINING
                || (e.to() == EndpointState.UP && e.from() == EndpointState.DOWN);
        if (noteworthy) {
            log.info("[{}] {} {} -> {}{}", e.pool(), e.endpoint(), e.from(), e.to(), because(e.why()));
        } else {
            log.debug("[{}] {} {} -> {}{}", e.pool(), e.endpoint(), e.from(), e.to(), because(e.why()));
        }
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : ": " + why;
    }

    private void logLimited(PoolEvent event) {
        if (event instanceof PoolEvent.LeaseRefused e) {
            refusals.warn("{}", e.message());
        } else if (event instanceof PoolEvent.LeaseMisused e) {
            mistakes.warn("{}", "[" + e.pool() + "] a caller " + e.mistake() + " (" + e.endpoint() + ")");
        } else if (event instanceof PoolEvent.DiscoveryFailed e) {
            discoveries.warn("{}", "[" + e.pool() + "] discovery " + e.source() + ": " + e.problem());
        } else {
            log.debug("{}", event);
        }
    }

    /** One line per second, and the number of those left out with the next. */
    private final class Throttle {
        private final AtomicLong next;
        private final AtomicLong skipped = new AtomicLong();

        Throttle(long now) {
            next = new AtomicLong(now);
        }

        void warn(String format, String message) {
            long now = time.nanoTime();
            long seen = next.get();
            if (now - seen < 0 || !next.compareAndSet(seen, now + WARN_GAP_NANOS)) {
                skipped.incrementAndGet();
                return;
            }
            long left = skipped.getAndSet(0);
            log.warn(format, left == 0 ? message : message + " (and " + left + " more like it)");
        }
    }
}
