// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.observe;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.grpc.CallWork;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.benchmarks.report.Scale;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;

/**
 * Does the same with pools that are watched more or less closely, in one JVM and in short turns, and compares each turn with the
 * unwatched pool's turn just beside it. Processor time, and the median of hundreds of pairs: on a machine that others use
 * too, some pairs are disturbed, and which way is chance.
 */
public final class Observed {

    private static final int OPERATIONS = 10_000;
    private static final int WARM_UPS = 150;
    private static final int BLOCKS = 10;
    private static final int TURNS = 40;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Watching> all = Watching.each();
    private final List<Work> works = new ArrayList<>();
    private final List<List<Double>> nanos = new ArrayList<>();
    private final List<List<Double>> ratios = new ArrayList<>();
    private volatile boolean over;

    private Observed() {}

    /** Seconds one case takes, about. */
    public static double seconds() {
        return 15;
    }

    /** Arguments: file for the results, scenario, setting, round. */
    public static void main(String[] args) throws Exception {
        Observed observed = new Observed();
        observed.run(args[2]);
        int round = Integer.parseInt(args[3]);
        List<Measurement> found = new ArrayList<>();
        for (int i = 0; i < observed.all.size(); i++) {
            Case which = new Case(args[1], args[2], observed.all.get(i).name());
            found.add(Measurement.of(which, Metric.CPU, round, quantile(observed.nanos.get(i), 0.25)));
            found.add(Measurement.of(which, Metric.BESIDE_OFF, round, quantile(observed.ratios.get(i), 0.5)));
        }
        Measurements.write(Path.of(args[0]), new Measurements.Run(args[1], "", "", Double.NaN, found));
        System.exit(0);
    }

    private static Work open(String setting, Watching watching) {
        return switch (setting) {
            case Scale.TEN_BY_1 -> LeaseWork.open(watching, 1, 10);
            case Scale.KEYED_BY_1 -> LeaseWork.open(watching, 16, 4);
            case Scale.CALLS_TO_1 -> CallWork.open(watching, 1, false);
            case Scale.CALLS_TO_4 -> CallWork.open(watching, 4, false);
            case Scale.FAILOVER_TO_4 -> CallWork.open(watching, 4, true);
            default -> throw new IllegalArgumentException("setting: " + setting);
        };
    }

    private void run(String setting) throws Exception {
        for (Watching watching : all) {
            works.add(open(setting, watching));
            nanos.add(new ArrayList<>());
            ratios.add(new ArrayList<>());
        }
        Thread looking = new Thread(this::look, "looking");
        looking.setDaemon(true);
        looking.start();
        for (int turn = 0; turn < WARM_UPS; turn++) {
            for (Work work : works) {
                work.run(OPERATIONS);
            }
        }
        for (int block = 0; block < BLOCKS; block++) {
            turns();
            recorded();
        }
        over = true;
        for (Work work : works) {
            work.close();
        }
    }

    /** Each beside the unwatched pool, once before it and once after it. */
    private void turns() throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 1; i < all.size(); i++) {
                if (!all.get(i).recorded()) {
                    boolean first = turn % 2 == 0;
                    double before = first ? turn(0) : 0;
                    double watched = turn(i);
                    double unwatched = first ? before : turn(0);
                    add(0, unwatched, unwatched);
                    add(i, watched, unwatched);
                }
            }
        }
    }

    /** A recording is of the whole JVM: so these are compared with the unwatched pool's turns just before it began. */
    private void recorded() throws Exception {
        List<Double> off = nanos.get(0);
        double unwatched = quantile(off.subList(off.size() - TURNS, off.size()), 0.5);
        try (Recording recording = new Recording()) {
            recording.start();
            for (int turn = 0; turn < TURNS; turn++) {
                for (int i = 1; i < all.size(); i++) {
                    if (all.get(i).recorded()) {
                        add(i, turn(i), unwatched);
                    }
                }
            }
        }
    }

    private void add(int which, double measured, double unwatched) {
        nanos.get(which).add(measured);
        ratios.get(which).add(measured / unwatched);
    }

    private double turn(int which) throws Exception {
        Work work = works.get(which);
        long before = THREADS.getCurrentThreadCpuTime();
        work.run(OPERATIONS);
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / OPERATIONS;
    }

    private void look() {
        while (!over) {
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).viewed()) {
                    works.get(i).pool().view();
                }
            }
            Crew.pause(LOOK_NANOS);
        }
    }

    private static double quantile(List<Double> values, double part) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
