// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.waiting;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.peers.Exclusivity;
import dev.hawser.benchmarks.peers.Peers;
import dev.hawser.benchmarks.peers.PoolUnderTest;
import dev.hawser.benchmarks.peers.Shape;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * More callers than leases, and each lease is held for 100 µs, as if for an answer from the network: the holder is
 * parked and needs no core. A timed park of 100 µs takes about 150 to 170 µs on Linux, for every pool alike; the time
 * really held is reported beside the rest.
 *
 * <p>What counts is the time from asking for a lease to having returned it. Its mean is all the time of all threads
 * divided by their cycles, so that those still waiting at the end count: a pool that starves half of its callers would
 * show a fine mean of the other half's.
 */
public final class HeldLeases {

    private static final long HOLD_NANOS = 100_000;
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(3000);
    private static final int DIGITS = 3;

    private final PoolUnderTest pool;
    private final int threads;
    private final Histogram[] waits;
    private final Histogram[] holds;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean recording;
    private volatile boolean over;

    private HeldLeases(PoolUnderTest pool, int threads) {
        this.pool = pool;
        this.threads = threads;
        this.waits = new Histogram[threads];
        this.holds = new Histogram[threads];
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return (WARM_UP_NANOS + MEASURED_NANOS) / 1e9 + 1;
    }

    /** Arguments: file for the results, scenario, setting, pool, leases, threads, whether they are virtual, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        Shape shape = new Shape(1, Integer.parseInt(args[4]));
        int threads = Integer.parseInt(args[5]);
        ThreadFactory factory = Boolean.parseBoolean(args[6]) ? Crew.virtual() : Crew.platform();
        PoolUnderTest pool = Peers.open(which.pool(), shape);
        Exclusivity.check(pool, shape, threads, factory);
        List<Measurement> found = new HeldLeases(pool, threads).run(which, Integer.parseInt(args[7]), factory);
        Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        System.exit(0); // starved threads are not waited for
    }

    private List<Measurement> run(Case which, int round, ThreadFactory factory) throws InterruptedException {
        List<Thread> crew = Crew.start(threads, factory, i -> {
            waits[i] = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
            holds[i] = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
            return () -> work(waits[i], holds[i]);
        });
        Crew.pause(WARM_UP_NANOS);
        long start = System.nanoTime();
        recording = true;
        Crew.pause(MEASURED_NANOS);
        long cycles = Arrays.stream(waits).mapToLong(Histogram::getTotalCount).sum();
        long nanos = System.nanoTime() - start;
        over = true;
        Crew.join(crew);
        return results(which, round, (double) threads * nanos / Math.max(1, cycles));
    }

    private List<Measurement> results(Case which, int round, double meanNanos) {
        Histogram waited = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        Histogram held = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < threads; i++) {
            waited.add(waits[i]);
            held.add(holds[i]);
            least = Math.min(least, waits[i].getTotalCount());
            most = Math.max(most, waits[i].getTotalCount());
        }
        String remark = failures.get() == 0 ? "" : failures.get() + " of " + threads + " threads timed out";
        List<Measurement> found = new ArrayList<>();
        found.add(new Measurement(
                which.scenario(), which.setting(), which.pool(), Metric.MEAN, round, meanNanos / 1e3, remark));
        found.add(Measurement.of(which, Metric.P99, round, waited.getValueAtPercentile(99) / 1e3));
        found.add(Measurement.of(which, Metric.MAX, round, waited.getMaxValue() / 1e3));
        found.add(Measurement.of(which, Metric.HELD, round, held.getMean() / 1e3));
        found.add(Measurement.of(which, Metric.LEAST, round, most == 0 ? 0 : (double) least / most));
        return found;
    }

    /** Goes on a little after the end, so that the last waits are seen: a starved thread's is the one that matters. */
    private void work(Histogram waited, Histogram held) {
        try {
            for (int turn = 0; !over; turn++) {
                long asked = System.nanoTime();
                Object lease = pool.claim(turn);
                long got = System.nanoTime();
                Crew.pause(HOLD_NANOS);
                long done = System.nanoTime();
                pool.giveBack(lease);
                long returned = System.nanoTime();
                if (recording) {
                    waited.recordValue(returned - asked);
                    held.recordValue(done - got);
                }
            }
        } catch (Exception e) {
            failures.incrementAndGet();
        }
    }
}
