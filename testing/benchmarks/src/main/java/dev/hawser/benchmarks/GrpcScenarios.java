// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.Scenario.Trial;
import dev.hawser.benchmarks.cycle.Jmh;
import dev.hawser.benchmarks.grpc.Calls;
import dev.hawser.benchmarks.grpc.ChannelPools;
import dev.hawser.benchmarks.grpc.EchoLoad;
import dev.hawser.benchmarks.grpc.LongStreams;
import dev.hawser.benchmarks.grpc.Refresh;
import dev.hawser.benchmarks.grpc.RollingRestart;
import dev.hawser.benchmarks.grpc.SharedServer;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Names;
import dev.hawser.benchmarks.report.Scale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All that is measured where connections are shared. */
final class GrpcScenarios {

    /** JVMs of each pool, in turn: they differ from each other more than pools do. */
    private static final int FORKS = 5;

    private static final int SERVERS = 4;

    private GrpcScenarios() {}

    static List<Scenario> all() {
        return List.of(pick(), unary(), echo(), streams(), rolling(), refresh());
    }

    private static Scenario pick() {
        List<Trial> trials = new ArrayList<>();
        pick(trials, Scale.FOUR_CHANNELS_BY_1, 1);
        pick(trials, Scale.FOUR_CHANNELS_BY_2, 2);
        pick(trials, Scale.FOUR_CHANNELS_BY_8, 8);
        return new Scenario(Names.GRPC_PICK, false, trials);
    }

    private static void pick(List<Trial> trials, String setting, int threads) {
        for (String pool : ChannelPools.names()) {
            trials.add(pick(new Case(Names.GRPC_PICK, setting, pool), pool, 1, threads));
        }
        for (String pool : List.of(ChannelPools.HAWSER, ChannelPools.DIRECT)) {
            trials.add(pick(new Case(Names.GRPC_PICK, setting, pool + "-4-servers"), pool, SERVERS, threads));
        }
    }

    private static Trial pick(Case which, String pool, int servers, int threads) {
        return new Trial(which, Jmh.seconds(), round -> Calls.pick(which, pool, servers, threads, round));
    }

    private static Scenario unary() {
        List<Trial> trials = new ArrayList<>();
        for (String pool : ChannelPools.names()) {
            Case which = new Case(Names.GRPC_UNARY, Scale.IN_PROCESS, pool);
            trials.add(new Trial(which, Jmh.seconds(), round -> Calls.unary(which, round)));
        }
        return new Scenario(Names.GRPC_UNARY, false, trials);
    }

    private static Scenario echo() {
        SharedServer server = new SharedServer();
        List<Trial> trials = new ArrayList<>();
        for (int fork = 0; fork < FORKS; fork++) {
            int number = fork;
            List<String> pools = new ArrayList<>(ChannelPools.names());
            Collections.rotate(pools, fork);
            for (String pool : pools) {
                trials.add(new Trial(
                        new Case(Names.GRPC_ECHO, "1 to 1000 in flight, JVM " + (fork + 1), pool),
                        EchoLoad.seconds(),
                        round -> server.measure(pool, round * FORKS + number)));
            }
        }
        return new Scenario(Names.GRPC_ECHO, false, trials);
    }

    private static Scenario streams() {
        List<Trial> trials = new ArrayList<>();
        for (String pool : LongStreams.pools()) {
            trials.add(process(
                    new Case(Names.GRPC_STREAMS, Scale.THOUSAND_STREAMS, pool),
                    LongStreams.class,
                    LongStreams.seconds()));
        }
        return new Scenario(Names.GRPC_STREAMS, false, trials);
    }

    private static Scenario rolling() {
        List<Trial> trials = new ArrayList<>();
        for (String setting : List.of(Scale.GRACEFUL, Scale.KILLED)) {
            for (String pool : RollingRestart.pools()) {
                trials.add(process(
                        new Case(Names.GRPC_ROLLING, setting, pool), RollingRestart.class, RollingRestart.seconds()));
            }
        }
        return new Scenario(Names.GRPC_ROLLING, false, trials);
    }

    private static Scenario refresh() {
        List<Trial> trials = new ArrayList<>();
        for (String setting : List.of(Scale.GOODBYES, Scale.OWN_AGE)) {
            for (String pool : Refresh.pools(setting)) {
                trials.add(process(new Case(Names.GRPC_REFRESH, setting, pool), Refresh.class, Refresh.seconds()));
            }
        }
        return new Scenario(Names.GRPC_REFRESH, false, trials);
    }

    private static Trial process(Case which, Class<?> main, double seconds) {
        return new Trial(
                which,
                seconds,
                round -> Jvm.own().measure(main, which.scenario(), which.setting(), which.pool(), round));
    }
}
