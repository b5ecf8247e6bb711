// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import dev.hawser.event.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What time does to connections: finds the ones that are too old, idle for too long, due for a check, or leased for
 * too long. Finds only; the client acts.
 *
 * <p>The borrower's path reads no clock. Instead, {@link #sweep} looks at every slot once per {@link #period()} and
 * notes which have changed since the last time, so idle times are known to within a period or two. Where a promise hangs
 * on it, the error is on the careful side: a connection is checked a bit early rather than handed out unchecked a bit
 * late, and never closed before its idle timeout.
 */
public final class Upkeep {

    /** Sweeps per shortest interval: an idle time is known to a quarter. */
    private static final int SWEEPS = 4;

    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(5);

    /** Leaks are to be reported within a second after the threshold. */
    private static final Duration LONGEST_LEAK_PERIOD = Duration.ofMillis(400);

    private static final long OFF = -1;

    private final long validateAfter;
    private final long keepAlive;
    private final long idleTimeout;
    private final long leakThreshold;
    private final boolean limited;
    private final int min;
    private final long period;

    public Upkeep(LifetimeOptions options, int minConnections) {
        validateAfter = nanos(options.validateAfter());
        keepAlive = nanos(options.keepAlive());
        idleTimeout = nanos(options.idleTimeout());
        leakThreshold = nanos(options.leakThreshold());
        limited = options.maxLifetime().isPresent();
        min = minConnections;
        period = periodOf(options);
    }

    private static long nanos(Optional<Duration> duration) {
        return duration.map(Duration::toNanos).orElse(OFF);
    }

    private static long periodOf(LifetimeOptions options) {
        LongStream intervals = Stream.of(
                        options.validateAfter().filter(d -> !d.isZero()),
                        options.keepAlive(),
                        options.idleTimeout(),
                        options.maxLifetime(),
                        options.leakThreshold()
                                .map(d -> d.compareTo(LONGEST_LEAK_PERIOD) < 0 ? d : LONGEST_LEAK_PERIOD))
                .flatMap(Optional::stream)
                .mapToLong(Duration::toNanos);
        OptionalLong shortest = intervals.min();
        if (shortest.isEmpty()) {
            return OFF;
        }
        long quarter = shortest.getAsLong() / SWEEPS;
        return Math.max(SHORTEST_PERIOD.toNanos(), Math.min(LONGEST_PERIOD.toNanos(), quarter));
    }

    /** How often to sweep, in nanoseconds; empty if there is nothing to look for. */
    public OptionalLong period() {
        return period == OFF ? OptionalLong.empty() : OptionalLong.of(period);
    }

    /** Looks at every connection once. Under the client's lock. */
    public <C> void sweep(EndpointPool<C> pool, long now, Findings<C> findings) {
        int spare = pool.counts().live() - min;
        for (Slot<C> slot : pool.slots()) {
            long seen = slot.state();
            switch (Slot.phase(seen)) {
                case Slot.IDLE -> spare -= sweepIdle(slot, seen, now, spare > 0, findings) ? 1 : 0;
                case Slot.LEASED -> sweepLeased(slot, seen, now, findings);
                default -> slot.unchangedFor(seen, now);
            }
        }
    }

    /** Whether the connection is being closed now. */
    private <C> boolean sweepIdle(Slot<C> slot, long seen, long now, boolean spare, Findings<C> findings) {
        long idle = slot.unchangedFor(seen, now);
        CloseReason reason = isTooOld(slot, now)
                ? CloseReason.MAX_LIFETIME
                : spare && idleTimeout != OFF && idle >= idleTimeout ? CloseReason.IDLE_TIMEOUT : null;
        if (reason != null) {
            if (slot.idleToClosing(seen)) {
                findings.expired(slot, reason);
                return true;
            }
        } else if (keepAlive != OFF && Math.min(idle, now - slot.probedAt()) >= keepAlive) {
            if (slot.idleToChecking(seen)) {
                findings.dueForCheck(slot);
            }
        } else if (validateAfter != OFF && Math.min(idle + period, now - slot.probedAt()) + period > validateAfter) {
            slot.markStale(seen);
        }
        return false;
    }

    private <C> void sweepLeased(Slot<C> slot, long seen, long now, Findings<C> findings) {
        long held = slot.unchangedFor(seen, now);
        long token = seen & ~Slot.FLAG;
        if (isTooOld(slot, now)) {
            slot.retire(token, CloseReason.MAX_LIFETIME);
        }
        if (leakThreshold == OFF) {
            return;
        }
        if (slot.isLost(token)) {
            if (slot.leasedToClosing(token)) {
                findings.lost(slot, held, slot.takenAt(token));
            }
        } else if (held >= leakThreshold && slot.firstLeakReport()) {
            findings.heldTooLong(slot, held, slot.takenAt(token));
        }
    }

    /** Whether a connection has reached its maximum lifetime. */
    public <C> boolean isTooOld(Slot<C> slot, long now) {
        return limited && now - slot.expiresAt() >= 0;
    }

    /**
     * Hears what a sweep found. The slots belong to whoever hears it.
     *
     * @param <C> the connection
     */
    public interface Findings<C> {

        /** An idle connection has had its time; the slot is CLOSING. */
        void expired(Slot<C> slot, CloseReason reason);

        /** An idle connection is to be probed; the slot is CHECKING. */
        void dueForCheck(Slot<C> slot);

        /** A lease was garbage-collected without having been ended; the slot is CLOSING. */
        void lost(Slot<C> slot, long heldNanos, @Nullable Throwable takenAt);

        /** A lease is held for longer than the threshold; heard once per lease. */
        void heldTooLong(Slot<C> slot, long heldNanos, @Nullable Throwable takenAt);
    }
}
