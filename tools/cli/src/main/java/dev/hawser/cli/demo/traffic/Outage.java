// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.endpoint.Address;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the death of a server looked from the callers' side. Safe for use by any thread.
 *
 * <p>Only what is told between {@link #killed} and {@link #restored} counts as a failure of the death; the first answer
 * after {@link #restored} says that the server is used again. Of a server that dies more than once the first death is told of.
 */
public final class Outage {

    /** Seconds. The system resets the connections of a killed process at once; a busy machine takes a moment longer. */
    private static final double LONGEST_DEATH = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Address server;
    private double killedAt = Double.NaN;
    private double killedLastAt = Double.NaN;
    private double restoredAt = Double.NaN;
    private double lastFailureAt = Double.NaN;
    private double usedAgainAt = Double.NaN;
    private long failures;

    public Outage(Address server) {
        this.server = server;
    }

    /**
     * What was seen; times in seconds.
     *
     * @param killedAt since the beginning, like {@code restoredAt}; absent if it did not happen
     * @param failedRequests requests that the dead server did not answer
     * @param lastRequestAfter how long after its death the last of them ended: no request went to it from then on
     * @param usedAgainAfter how long after it was back it answered again
     */
    public record Report(
            OptionalDouble killedAt,
            OptionalDouble restoredAt,
            long failedRequests,
            OptionalDouble lastRequestAfter,
            OptionalDouble usedAgainAfter) {}

    public void killed(double now) {
        lock.lock();
        try {
            killedAt = Double.isNaN(killedAt) ? now : killedAt;
            killedLastAt = now;
        } finally {
            lock.unlock();
        }
    }

    public void restored(double now) {
        lock.lock();
        try {
            restoredAt = Double.isNaN(restoredAt) ? now : restoredAt;
        } finally {
            lock.unlock();
        }
    }

    /** A request to some server ended. */
    void ended(Address who, boolean answered, double now) {
        if (!who.equals(server)) {
            return;
        }
        lock.lock();
        try {
            boolean dead = !Double.isNaN(killedAt) && Double.isNaN(restoredAt);
            if (dead && !answered) {
                failures++;
                lastFailureAt = now;
            }
            if (!Double.isNaN(restoredAt) && answered && Double.isNaN(usedAgainAt)) {
                usedAgainAt = now;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request that failed on that server now was in flight on it when it died. */
    boolean explains(Address who, double now) {
        lock.lock();
        try {
            return who.equals(server) && now >= killedLastAt && now - killedLastAt <= LONGEST_DEATH;
        } finally {
            lock.unlock();
        }
    }

    public Report report() {
        lock.lock();
        try {
            return new Report(
                    known(killedAt),
                    known(restoredAt),
                    failures,
                    known(lastFailureAt - killedAt),
                    known(usedAgainAt - restoredAt));
        } finally {
            lock.unlock();
        }
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
