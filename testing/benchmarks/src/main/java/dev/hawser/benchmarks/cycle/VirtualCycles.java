// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.cycle;

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
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Claim and return by a thousand virtual threads.
 *
 * <p>Virtual threads that never block would leave the carriers to the first few of them, so each gives its carrier up
 * after {@value #CYCLES_A_TURN} cycles; what that costs is in every figure, and alone in that of the pool "nothing".
 */
public final class VirtualCycles {

    public static final int THREADS = 1000;
    private static final int CYCLES_A_TURN = 16;
    private static final int WARM_UPS = 3;
    private static final int WINDOWS = 4;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PoolUnderTest pool;
    private final AtomicLong[] counts = new AtomicLong[THREADS];
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean over;

    private VirtualCycles(PoolUnderTest pool) {
        this.pool = pool;
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return (WARM_UPS + WINDOWS) * WINDOW_NANOS / 1e9 + 1;
    }

    /** Arguments: file for the results, scenario, setting, pool, endpoints, leases for each, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        Shape shape = new Shape(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        ThreadFactory virtual = Crew.virtual();
        PoolUnderTest pool = Peers.open(which.pool(), shape);
        Exclusivity.check(pool, shape, 32, virtual);
        List<Measurement> found = new VirtualCycles(pool).run(which, Integer.parseInt(args[6]), virtual);
        Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        System.exit(0); // starved threads are not waited for
    }

    private List<Measurement> run(Case which, int round, ThreadFactory virtual) {
        List<Thread> threads = Crew.start(THREADS, virtual, i -> {
            counts[i] = new AtomicLong();
            return () -> work(counts[i], i);
        });
        Crew.pause(WARM_UPS * WINDOW_NANOS);
        long[] before = new long[THREADS];
        for (int i = 0; i < THREADS; i++) {
            before[i] = counts[i].get();
        }
        long start = System.nanoTime();
        Crew.pause(WINDOWS * WINDOW_NANOS);
        long total = 0;
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < THREADS; i++) {
            long done = counts[i].get() - before[i];
            total += done;
            least = Math.min(least, done);
            most = Math.max(most, done);
        }
        double micros = (System.nanoTime() - start) / 1e3;
        over = true;
        List<Measurement> found = new ArrayList<>();
        String remark = failures.get() == 0 ? "" : failures.get() + " of " + threads.size() + " threads failed";
        found.add(new Measurement(
                which.scenario(), which.setting(), which.pool(), Metric.OPS, round, total / micros, remark));
        found.add(Measurement.of(which, Metric.LEAST, round, most == 0 ? 0 : (double) least / most));
        return found;
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is the point
    private void work(AtomicLong count, int firstTurn) {
        int turn = firstTurn;
        try {
            while (!over) {
                for (int i = 0; i < CYCLES_A_TURN; i++) {
                    pool.giveBack(pool.claim(turn));
                    turn = (turn + 1) & Integer.MAX_VALUE;
                }
                count.setOpaque(count.getOpaque() + CYCLES_A_TURN);
                Thread.yield();
            }
        } catch (Exception e) {
            failures.incrementAndGet();
        }
    }
}
