// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.benchmarks.report.Scale;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Five servers, each of which answers after 5 ms, are restarted one after the other while calls go on. Either they let
 * calls in flight end first, or they are killed; then the calls are ones that may be made twice.
 */
public final class RollingRestart {

    private static final int SERVERS = 5;
    private static final int CHANNELS = 1;
    private static final long DELAY_MILLIS = 5;
    private static final long BEFORE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<ServerProcess> servers = new ArrayList<>();
    private final boolean killed;

    private RollingRestart(boolean killed) {
        this.killed = killed;
    }

    public static List<String> pools() {
        return List.of(
                ChannelPools.HAWSER, ChannelPools.DIRECT, ChannelPools.GAX, ChannelPools.GCP, ChannelPools.ONE_CHANNEL);
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return (BEFORE_NANOS + SERVERS * 2 * BETWEEN_NANOS + AFTER_NANOS) / 1e9 + 3;
    }

    /** Arguments: file for the results, scenario, setting, pool, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        int code = 1; // if it fails, the load goes on, and would keep the JVM alive
        try {
            List<Measurement> found =
                    new RollingRestart(which.setting().equals(Scale.KILLED)).run(which, Integer.parseInt(args[4]));
            Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
            code = 0;
        } catch (Exception e) {
            System.err.println("grpc-rolling: " + e); // halting swallows what is thrown
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    private List<Measurement> run(Case which, int round) throws Exception {
        try {
            for (int i = 1; i <= SERVERS; i++) {
                servers.add(ServerProcess.start(ServerProcess.Settings.small("server-" + i, DELAY_MILLIS)));
            }
            List<String> targets = servers.stream().map(ServerProcess::target).toList();
            ManagedChannel channel = ChannelPools.open(which.pool(), Line.loopback(targets), CHANNELS);
            Warm.untilReady(channel);
            SteadyLoad load = new SteadyLoad(channel, killed ? Echo.IDEMPOTENT : Echo.UNARY);
            Thread thread = load.start();
            Crew.pause(BEFORE_NANOS);
            restartAll();
            load.forgetServers();
            Crew.pause(AFTER_NANOS);
            load.stop(thread);
            return results(which, round, load);
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private void restartAll() throws IOException, InterruptedException {
        for (int i = 0; i < SERVERS; i++) {
            ServerProcess server = servers.get(i);
            servers.set(i, killed ? server.killAndStart() : server.restart());
            Crew.pause(i == SERVERS - 1 ? 0 : BETWEEN_NANOS);
        }
    }

    private List<Measurement> results(Case which, int round, SteadyLoad load) {
        List<String> names = servers.stream().map(ServerProcess::name).toList();
        List<Measurement> found = new ArrayList<>();
        found.add(Failures.of(which, round, load));
        found.add(Measurement.of(which, Metric.MADE, round, load.made()));
        found.add(Measurement.of(which, Metric.MOST_SHARE, round, load.mostOfFairShare(names)));
        found.add(Measurement.of(which, Metric.LEAST_SHARE, round, load.leastOfFairShare(names)));
        found.add(Measurement.of(which, Metric.P99_MILLIS, round, load.p99Millis()));
        found.add(Measurement.of(which, Metric.MAX_MILLIS, round, load.maxMillis()));
        return found;
    }
}
