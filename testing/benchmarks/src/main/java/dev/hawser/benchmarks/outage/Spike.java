// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fifty borrowers at once against five warm connections, each for 1 ms, where connecting takes 50 ms and up to fifty
 * connections are allowed. Whoever waits for a connection that comes back is served long before one that is opened.
 */
public final class Spike {

    private static final int BORROWERS = 50;
    private static final int WARM = 5;
    private static final long CONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private Spike() {}

    /** Seconds one case takes, about. */
    public static double seconds() {
        return 2.5;
    }

    /** Arguments: file for the results, scenario, setting, pool, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        List<Measurement> found = run(which, Integer.parseInt(args[4]));
        Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        System.exit(0);
    }

    private static List<Measurement> run(Case which, int round) throws Exception {
        Server server = new Server(CONNECT_NANOS);
        Harbour pool = Harbours.open(which.pool(), server, BORROWERS);
        warmUp(pool);
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong longest = new AtomicLong();
        AtomicInteger failures = new AtomicInteger();
        List<Thread> borrowers = Crew.start(BORROWERS, Crew.platform(), i -> () -> {
            try {
                go.await();
                long asked = System.nanoTime();
                Object lease = pool.claim();
                longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
                Crew.pause(HOLD_NANOS);
                pool.giveBack(lease);
            } catch (Exception e) {
                failures.incrementAndGet();
            }
        });
        Crew.pause(SETTLE_NANOS / 4);
        go.countDown();
        Crew.join(borrowers);
        Crew.pause(SETTLE_NANOS);
        String remark = failures.get() == 0 ? "" : failures.get() + " of " + BORROWERS + " were refused";
        return List.of(
                new Measurement(
                        which.scenario(), which.setting(), which.pool(), Metric.LEFT, round, server.open(), remark),
                Measurement.of(which, Metric.LONGEST, round, longest.get() / 1e6));
    }

    private static void warmUp(Harbour pool) throws Exception {
        Object[] leases = new Object[WARM];
        for (int i = 0; i < WARM; i++) {
            leases[i] = pool.claim();
        }
        for (Object lease : leases) {
            pool.giveBack(lease);
        }
    }
}
