// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.benchmarks.report.Scale;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connections live for a second, because the server says goodbye then, or because the pool itself wants new ones. The
 * server answers after 5 ms, so that some calls are always in flight when a connection ends.
 */
public final class Refresh {

    private static final int CHANNELS = 4;
    private static final long DELAY_MILLIS = 5;
    private static final Duration AGE = Duration.ofSeconds(1);
    private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Refresh() {}

    /** Who takes part: a pool's own age is a setting that only Hawser has. */
    public static List<String> pools(String setting) {
        return setting.equals(Scale.GOODBYES)
                ? List.of(
                        ChannelPools.HAWSER,
                        ChannelPools.DIRECT,
                        ChannelPools.GAX,
                        ChannelPools.GCP,
                        ChannelPools.ONE_CHANNEL)
                : List.of(ChannelPools.HAWSER, ChannelPools.DIRECT);
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return LOAD_NANOS / 1e9 + 2;
    }

    /** Arguments: file for the results, scenario, setting, pool, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        boolean goodbyes = which.setting().equals(Scale.GOODBYES);
        try (ServerProcess server = ServerProcess.start(
                ServerProcess.Settings.small("aging", DELAY_MILLIS).withMaxAgeMillis(goodbyes ? AGE.toMillis() : 0))) {
            Line line = Line.loopback(List.of(server.target()));
            ManagedChannel channel = goodbyes
                    ? ChannelPools.open(which.pool(), line, CHANNELS)
                    : ChannelPools.aging(which.pool(), line, CHANNELS, AGE);
            List<Measurement> found = run(channel, which, Integer.parseInt(args[4]));
            Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        }
        Runtime.getRuntime().halt(0);
    }

    private static List<Measurement> run(ManagedChannel channel, Case which, int round) throws InterruptedException {
        Warm.untilReady(channel);
        SteadyLoad load = new SteadyLoad(channel, Echo.UNARY);
        Thread thread = load.start();
        Crew.pause(LOAD_NANOS);
        load.stop(thread);
        List<Measurement> found = new ArrayList<>();
        found.add(Failures.of(which, round, load));
        found.add(Measurement.of(which, Metric.MADE, round, load.made()));
        found.add(Measurement.of(which, Metric.P99_MILLIS, round, load.p99Millis()));
        found.add(Measurement.of(which, Metric.MAX_MILLIS, round, load.maxMillis()));
        return found;
    }
}
