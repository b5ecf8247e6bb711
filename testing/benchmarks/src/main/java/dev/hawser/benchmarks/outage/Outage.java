// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A pool of four and twenty borrowers, when the server dies for eight seconds.
 *
 * <p>A borrower holds a lease for 5 ms; if it was refused, it asks again 20 ms later. When the server comes back is a
 * little different in each round, so that nobody's probes are in step with it.
 */
public final class Outage {

    private static final int LEASES = 4;
    private static final int BORROWERS = 20;
    private static final long CONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BEFORE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(6);

    /** Not a divisor of half a second, which is how often some probe. */
    private static final long SHIFT_NANOS = TimeUnit.MILLISECONDS.toNanos(170);

    private static final int SHIFTS = 3;

    private final Server server = new Server(CONNECT_NANOS);
    private final Harbour pool;
    private final Histogram refusals = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong firstAfter = new AtomicLong();
    private volatile boolean recovering;
    private volatile boolean over;

    private Outage(String name) {
        pool = Harbours.open(name, server, LEASES);
    }

    public static List<String> pools() {
        return Harbours.names();
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return (BEFORE_NANOS + DEAD_NANOS + AFTER_NANOS) / 1e9 + 1;
    }

    /** Arguments: file for the results, scenario, setting, pool, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        List<Measurement> found = new Outage(which.pool()).run(which, Integer.parseInt(args[4]));
        Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        System.exit(0);
    }

    private List<Measurement> run(Case which, int round) throws InterruptedException {
        List<Thread> borrowers = Crew.start(BORROWERS, Crew.platform(), i -> this::borrow);
        Crew.pause(BEFORE_NANOS);
        server.die();
        Crew.pause(DEAD_NANOS + round % SHIFTS * SHIFT_NANOS);
        int connects = server.connectsWhileDead();
        server.comeBack();
        long back = System.nanoTime();
        recovering = true;
        Crew.pause(AFTER_NANOS);
        over = true;
        Crew.join(borrowers);
        return results(which, round, connects, back);
    }

    private List<Measurement> results(Case which, int round, int connects, long back) {
        List<Measurement> found = new ArrayList<>();
        found.add(Measurement.of(which, Metric.CONNECTS, round, connects));
        found.add(Measurement.of(which, Metric.REFUSED, round, refusals.getValueAtPercentile(50) / 1e6));
        found.add(Measurement.of(which, Metric.CAUSE, round, 100.0 * told.get() / Math.max(1, refused.get())));
        long first = firstAfter.get();
        found.add(
                first == 0
                        ? Measurement.failed(which, Metric.RECOVERED, round, "no lease within 6 s")
                        : Measurement.of(which, Metric.RECOVERED, round, (first - back) / 1e6));
        return found;
    }

    private void borrow() {
        while (!over) {
            long asked = System.nanoTime();
            try {
                use(pool.claim());
            } catch (Exception refusal) {
                if (server.isDead()) {
                    refusals.recordValue(System.nanoTime() - asked);
                    refused.incrementAndGet();
                    told.addAndGet(namesTheCause(refusal) ? 1 : 0);
                }
                Crew.pause(PAUSE_NANOS);
            }
        }
    }

    private void use(Object lease) throws Exception {
        if (!pool.works(lease)) {
            pool.discard(lease);
            return;
        }
        if (recovering) {
            firstAfter.compareAndSet(0, System.nanoTime());
        }
        Crew.pause(HOLD_NANOS);
        if (pool.works(lease)) {
            pool.giveBack(lease);
        } else {
            pool.discard(lease);
        }
    }

    private static boolean namesTheCause(Throwable refusal) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.contains(Server.DEAD)) {
                return true;
            }
        }
        return false;
    }
}
