// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import static dev.hawser.benchmarks.report.Target.Bound.AT_LEAST;
import static dev.hawser.benchmarks.report.Target.Bound.AT_MOST;
import static dev.hawser.benchmarks.report.Target.above;
import static dev.hawser.benchmarks.report.Target.ratio;
import static dev.hawser.benchmarks.report.Target.value;

import dev.hawser.benchmarks.report.Target.Side;
import java.util.ArrayList;
import java.util.List;

/** What is to be reached where connections are shared. */
final class GrpcTargets {

    private static final String HAWSER = "hawser";

    /** Failover off: what the peers do. */
    private static final String DIRECT = "hawser-direct";

    private static final String GAX = "gax";
    private static final String GCP = "grpc-gcp";
    private static final String FLOOR = "one-channel";

    /** The listener that sees a call's end: 24 bytes on a 64-bit JVM with compressed pointers, and none is smaller. */
    private static final double ONE_ALLOCATION = 24;

    /**
     * JVMs differ from each other by more than pools do, so "never below" allows for that: the median, over five pairs
     * of JVMs that ran beside each other in time, may be this much worse.
     */
    private static final double THROUGHPUT = 0.97;

    private static final double TAIL = 1.1;

    private GrpcTargets() {}

    static List<Target> all() {
        List<Target> all = new ArrayList<>();
        pick(all);
        unary(all);
        for (int inFlight : Scale.IN_FLIGHT) {
            echo(all, GAX, inFlight);
            echo(all, GCP, inFlight);
        }
        streams(all);
        rolling(all, HAWSER, Scale.GRACEFUL);
        rolling(all, DIRECT, Scale.GRACEFUL);
        rolling(all, HAWSER, Scale.KILLED);
        refresh(all, Scale.GOODBYES);
        refresh(all, Scale.OWN_AGE);
        return all;
    }

    private static void pick(List<Target> all) {
        String one = Scale.FOUR_CHANNELS_BY_1;
        Side hawser = new Side(Names.GRPC_PICK, one, DIRECT);
        Side gax = new Side(Names.GRPC_PICK, one, GAX);
        all.add(ratio("at most half of gax's time: " + one, hawser, gax, Metric.NANOS, AT_MOST, 0.5));
        all.add(ratio("at most half of gax's bytes: " + one, hawser, gax, Metric.BYTES, AT_MOST, 0.5));
        all.add(ratio(
                "at most a fifth of gax's time: " + Scale.FOUR_CHANNELS_BY_8,
                new Side(Names.GRPC_PICK, Scale.FOUR_CHANNELS_BY_8, DIRECT),
                new Side(Names.GRPC_PICK, Scale.FOUR_CHANNELS_BY_8, GAX),
                Metric.NANOS,
                AT_MOST,
                0.2));
        for (String setting : List.of(one, Scale.FOUR_CHANNELS_BY_2, Scale.FOUR_CHANNELS_BY_8)) {
            all.add(ratio(
                    "at most a tenth of grpc-gcp's time: " + setting,
                    new Side(Names.GRPC_PICK, setting, DIRECT),
                    new Side(Names.GRPC_PICK, setting, GCP),
                    Metric.NANOS,
                    AT_MOST,
                    0.1));
        }
        Side floor = new Side(Names.GRPC_PICK, one, FLOOR);
        all.add(above("at most 25 ns above a bare call: " + one, hawser, floor, Metric.CPU, 25));
        all.add(above(
                "at most one allocation (24 B) above a bare call: " + one,
                hawser,
                floor,
                Metric.BYTES,
                ONE_ALLOCATION));
    }

    private static void unary(List<Target> all) {
        Side hawser = new Side(Names.GRPC_UNARY, Scale.IN_PROCESS, HAWSER);
        Side floor = new Side(Names.GRPC_UNARY, Scale.IN_PROCESS, FLOOR);
        all.add(above("a whole unary call with failover: at most 2 µs more", hawser, floor, Metric.NANOS, 2000));
        all.add(above("a whole unary call with failover: at most 200 B more", hawser, floor, Metric.BYTES, 200));
    }

    private static void echo(List<Target> all, String peer, int inFlight) {
        String setting = Scale.inFlight(inFlight);
        Side hawser = new Side(Names.GRPC_ECHO, setting, HAWSER);
        Side other = new Side(Names.GRPC_ECHO, setting, peer);
        all.add(ratio(
                "loopback echo, throughput never below " + peer + ": " + setting,
                hawser,
                other,
                Metric.CALLS,
                AT_LEAST,
                THROUGHPUT));
        all.add(ratio(
                "loopback echo, p99 no worse than " + peer + ": " + setting, hawser, other, Metric.P99, AT_MOST, TAIL));
    }

    private static void streams(List<Target> all) {
        all.add(value(
                "1000 long streams: first byte of a new call within 50 ms",
                new Side(Names.GRPC_STREAMS, Scale.THOUSAND_STREAMS, HAWSER),
                Metric.FIRST_BYTE,
                AT_MOST,
                50));
    }

    private static void rolling(List<Target> all, String pool, String setting) {
        Side hawser = new Side(Names.GRPC_ROLLING, setting, pool);
        String which = setting + (pool.equals(DIRECT) ? ", failover off" : "");
        all.add(value("no failed call: " + which, hawser, Metric.FAILED, AT_MOST, 0));
        all.add(value(
                "no server above 1.5 times its fair share afterwards: " + which,
                hawser,
                Metric.MOST_SHARE,
                AT_MOST,
                1.5));
    }

    private static void refresh(List<Target> all, String setting) {
        for (String pool : List.of(HAWSER, DIRECT)) {
            all.add(value(
                    "no failed call: " + setting + (pool.equals(DIRECT) ? ", failover off" : ""),
                    new Side(Names.GRPC_REFRESH, setting, pool),
                    Metric.FAILED,
                    AT_MOST,
                    0));
        }
    }
}
