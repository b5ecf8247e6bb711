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

/** The speed to reach, here once: the report and nothing else says whether it was reached. */
final class Targets {

    private static final String HAWSER = "hawser";
    private static final String UNFAIR = "hawser-unfair";

    private Targets() {}

    static List<Target> all() {
        List<Target> all = new ArrayList<>();
        claim(all);
        keyed(all);
        waiting(all);
        outage(all);
        fleet(all);
        observe(all);
        all.addAll(GrpcTargets.all());
        return all;
    }

    private static void claim(List<Target> all) {
        for (String setting : List.of(Scale.TEN_BY_1, Scale.TEN_BY_2, Scale.TEN_BY_8, Scale.TWO_BY_8)) {
            claim(all, Names.CLAIM, setting, HAWSER);
        }
        // Both peers let newcomers pass; among those who wait without holding, that decides everything.
        claim(all, Names.CLAIM, Scale.TWO_BY_8, UNFAIR);
        for (String setting : List.of(Scale.TEN_BY_1000, Scale.TWO_BY_1000)) {
            claim(all, Names.VIRTUAL, setting, HAWSER);
        }
    }

    private static void claim(List<Target> all, String scenario, String setting, String pool) {
        Side hawser = new Side(scenario, setting, pool);
        String which = setting
                + (pool.equals(UNFAIR) ? ", unfair" : setting.equals(Scale.TWO_BY_8) ? ", fair beside unfair" : "");
        all.add(ratio(
                "at least HikariCP's ConcurrentBag: " + which,
                hawser,
                new Side(scenario, setting, "hikari-bag"),
                Metric.OPS,
                AT_LEAST,
                1));
        all.add(ratio(
                "at least half of Stormpot: " + which,
                hawser,
                new Side(scenario, setting, "stormpot"),
                Metric.OPS,
                AT_LEAST,
                0.5));
    }

    private static void keyed(List<Target> all) {
        for (String setting : List.of(Scale.KEYED_BY_1, Scale.KEYED_BY_2, Scale.KEYED_BY_8)) {
            Side hawser = new Side(Names.KEYED, setting, HAWSER);
            all.add(ratio(
                    "5 times HttpCore's lax pool: " + setting,
                    hawser,
                    new Side(Names.KEYED, setting, "httpcore-lax"),
                    Metric.OPS,
                    AT_LEAST,
                    5));
            all.add(ratio(
                    "20 times commons-pool2's keyed pool: " + setting,
                    hawser,
                    new Side(Names.KEYED, setting, "commons-keyed"),
                    Metric.OPS,
                    AT_LEAST,
                    20));
            all.add(value("at most 48 bytes a cycle: " + setting, hawser, Metric.BYTES, AT_MOST, 48));
        }
    }

    private static void waiting(List<Target> all) {
        waiting(all, Names.WAITING, Scale.TWO_BY_8);
        waiting(all, Names.VIRTUAL_WAITING, Scale.TEN_BY_256);
        all.add(ratio(
                "starved, fair: 5 times commons-pool2's fair mode",
                new Side(Names.CLAIM, Scale.TWO_BY_8, HAWSER),
                new Side(Names.CLAIM, Scale.TWO_BY_8, "commons-fair"),
                Metric.OPS,
                AT_LEAST,
                5));
        all.add(ratio(
                "starved, unfair: at least a third of unstarved",
                new Side(Names.CLAIM, Scale.TWO_BY_8, UNFAIR),
                new Side(Names.CLAIM, Scale.TEN_BY_8, UNFAIR),
                Metric.OPS,
                AT_LEAST,
                1.0 / 3));
    }

    private static void waiting(List<Target> all, String scenario, String setting) {
        Side hawser = new Side(scenario, setting, HAWSER);
        all.add(ratio(
                "held leases, mean no worse than the best peer: " + setting,
                hawser,
                new Side(scenario, setting, Side.BEST_PEER),
                Metric.MEAN,
                AT_MOST,
                1));
        all.add(ratio(
                "held leases, p99 at most 1.25 of a bare FIFO lock: " + setting,
                hawser,
                new Side(scenario, setting, "lock-fifo"),
                Metric.P99,
                AT_MOST,
                1.25));
    }

    private static void outage(List<Target> all) {
        Side hawser = new Side(Names.OUTAGE, Scale.FOUR_BY_20, HAWSER);
        all.add(value("outage: at most 16 connects to the dead server", hawser, Metric.CONNECTS, AT_MOST, 16));
        all.add(value("outage: a refused borrower knows within 5 ms", hawser, Metric.REFUSED, AT_MOST, 5));
        all.add(value("outage: every refusal names the cause", hawser, Metric.CAUSE, AT_LEAST, 100));
        all.add(value("outage: first lease within 300 ms after", hawser, Metric.RECOVERED, AT_MOST, 300));
        Side spike = new Side(Names.SPIKE, Scale.FIVE_BY_50, HAWSER);
        all.add(value(
                "spike: not 45 connections left where 6 would do, but 10 at most", spike, Metric.LEFT, AT_MOST, 10));
        all.add(value(
                "spike: who waits takes what comes back, before a connect ends", spike, Metric.LONGEST, AT_MOST, 50));
    }

    /** A twentieth less throughput is 1.0526 times the time. */
    private static void observe(List<Target> all) {
        for (String setting : List.of(Scale.TEN_BY_1, Scale.KEYED_BY_1)) {
            Side watched = new Side(Names.OBSERVE, setting, "all");
            all.add(value(
                    "all observation on: at most 5 % of throughput: " + setting,
                    watched,
                    Metric.BESIDE_OFF,
                    AT_MOST,
                    1 / 0.95));
        }
        for (String setting : List.of(Scale.CALLS_TO_1, Scale.CALLS_TO_4, Scale.FAILOVER_TO_4)) {
            Side watched = new Side(Names.OBSERVE, setting, "all");
            Side off = new Side(Names.OBSERVE, setting, "off");
            all.add(above("all observation on: at most 30 ns more: " + setting, watched, off, Metric.CPU, 30));
        }
    }

    private static void fleet(List<Target> all) {
        Side large = new Side(Names.FLEET, Scale.TEN_THOUSAND, HAWSER);
        Side small = new Side(Names.FLEET, Scale.TEN_ENDPOINTS, HAWSER);
        all.add(value("10,000 endpoints: an update is applied in 10 ms", large, Metric.UPDATE, AT_MOST, 10));
        all.add(ratio(
                "10,000 endpoints: a pick costs at most twice that of 10", large, small, Metric.PICK, AT_MOST, 2));
        all.add(value("10,000 endpoints: 2 KiB for an idle one", large, Metric.ENDPOINT_BYTES, AT_MOST, 2048));
    }
}
