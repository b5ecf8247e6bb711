// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.Scenario.Trial;
import dev.hawser.benchmarks.cycle.Cycles;
import dev.hawser.benchmarks.cycle.Jmh;
import dev.hawser.benchmarks.cycle.VirtualCycles;
import dev.hawser.benchmarks.fleet.LargeFleet;
import dev.hawser.benchmarks.observe.Observed;
import dev.hawser.benchmarks.outage.Outage;
import dev.hawser.benchmarks.outage.Spike;
import dev.hawser.benchmarks.peers.Peers;
import dev.hawser.benchmarks.peers.Shape;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Names;
import dev.hawser.benchmarks.report.Scale;
import dev.hawser.benchmarks.waiting.HeldLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is measured. */
final class Scenarios {

    /** Fair modes matter where somebody waits. */
    private static final List<String> FAIR_PEERS = List.of("vibur-fair", "commons-fair");

    /** Idle orders, and taps for each thread, matter where nobody waits and threads are few. */
    private static final List<String> BY_THREAD =
            List.of("hawser-newest", "hawser-oldest", "stormpot-expiring", "stormpot-tap");

    private Scenarios() {}

    /** @param virtual a JVM with virtual threads, where there is one */
    static List<Scenario> all(Optional<Jvm> virtual) {
        List<Scenario> all = new ArrayList<>();
        all.add(claim());
        all.add(keyed());
        virtual.map(Scenarios::virtualClaim).ifPresent(all::add);
        all.add(waiting(Jvm.own(), Names.WAITING, Scale.TWO_BY_8, 2, 8, false));
        virtual.map(jvm -> waiting(jvm, Names.VIRTUAL_WAITING, Scale.TEN_BY_256, 10, 256, true))
                .ifPresent(all::add);
        all.add(outage());
        all.add(spike());
        all.add(fleet());
        all.add(observe());
        all.addAll(GrpcScenarios.all());
        return all;
    }

    private static Scenario claim() {
        Shape ten = new Shape(1, 10);
        List<Trial> trials = new ArrayList<>();
        List<String> pools = without(Peers.single(), FAIR_PEERS);
        pools.forEach(pool -> trials.add(cycle(Names.CLAIM, Scale.TEN_BY_1, pool, ten, 1)));
        pools.forEach(pool -> trials.add(cycle(Names.CLAIM, Scale.TEN_BY_2, pool, ten, 2)));
        pools.forEach(pool -> trials.add(cycle(Names.CLAIM, Scale.TEN_BY_8, pool, ten, 8)));
        Peers.single().forEach(pool -> trials.add(cycle(Names.CLAIM, Scale.TWO_BY_8, pool, new Shape(1, 2), 8)));
        return new Scenario(Names.CLAIM, false, trials);
    }

    private static Scenario keyed() {
        Shape fleet = new Shape(16, 4);
        List<Trial> trials = new ArrayList<>();
        Peers.keyed().forEach(pool -> trials.add(cycle(Names.KEYED, Scale.KEYED_BY_1, pool, fleet, 1)));
        Peers.keyed().forEach(pool -> trials.add(cycle(Names.KEYED, Scale.KEYED_BY_2, pool, fleet, 2)));
        Peers.keyed().forEach(pool -> trials.add(cycle(Names.KEYED, Scale.KEYED_BY_8, pool, fleet, 8)));
        return new Scenario(Names.KEYED, false, trials);
    }

    private static Trial cycle(String scenario, String setting, String pool, Shape shape, int threads) {
        Case which = new Case(scenario, setting, pool);
        return new Trial(which, Jmh.seconds(), round -> Cycles.run(which, shape, threads, round));
    }

    private static Scenario virtualClaim(Jvm jvm) {
        List<Trial> trials = new ArrayList<>();
        for (String pool : without(without(Peers.single(), FAIR_PEERS), BY_THREAD)) {
            trials.add(virtualCycle(jvm, Scale.TEN_BY_1000, pool, new Shape(1, 10)));
            trials.add(virtualCycle(jvm, Scale.TWO_BY_1000, pool, new Shape(1, 2)));
        }
        for (String pool : without(Peers.keyed(), BY_THREAD)) {
            trials.add(virtualCycle(jvm, Scale.KEYED_BY_1000, pool, new Shape(16, 4)));
        }
        return new Scenario(Names.VIRTUAL, false, trials);
    }

    private static Trial virtualCycle(Jvm jvm, String setting, String pool, Shape shape) {
        Case which = new Case(Names.VIRTUAL, setting, pool);
        return new Trial(
                which,
                VirtualCycles.seconds(),
                round -> jvm.measure(
                        VirtualCycles.class, Names.VIRTUAL, setting, pool, shape.endpoints(), shape.leases(), round));
    }

    private static Scenario waiting(
            Jvm jvm, String name, String setting, int leases, int threads, boolean virtualThreads) {
        List<Trial> trials = new ArrayList<>();
        for (String pool : without(without(Peers.single(), BY_THREAD), List.of("nothing"))) {
            trials.add(new Trial(
                    new Case(name, setting, pool),
                    HeldLeases.seconds(),
                    round -> jvm.measure(
                            HeldLeases.class, name, setting, pool, leases, threads, virtualThreads, round)));
        }
        return new Scenario(name, false, trials);
    }

    private static Scenario outage() {
        List<Trial> trials = new ArrayList<>();
        for (String pool : Outage.pools()) {
            trials.add(new Trial(
                    new Case(Names.OUTAGE, Scale.FOUR_BY_20, pool),
                    Outage.seconds(),
                    round -> Jvm.own().measure(Outage.class, Names.OUTAGE, Scale.FOUR_BY_20, pool, round)));
        }
        return new Scenario(Names.OUTAGE, true, trials);
    }

    private static Scenario spike() {
        List<Trial> trials = new ArrayList<>();
        for (String pool : without(Outage.pools(), List.of("hawser-waits"))) {
            trials.add(new Trial(
                    new Case(Names.SPIKE, Scale.FIVE_BY_50, pool),
                    Spike.seconds(),
                    round -> Jvm.own().measure(Spike.class, Names.SPIKE, Scale.FIVE_BY_50, pool, round)));
        }
        return new Scenario(Names.SPIKE, false, trials);
    }

    private static Scenario fleet() {
        return new Scenario(
                Names.FLEET, false, List.of(fleet(Scale.TEN_ENDPOINTS, 10), fleet(Scale.TEN_THOUSAND, 10_000)));
    }

    /** One JVM for all that are compared, because only turns beside each other see the same machine. */
    private static Scenario observe() {
        List<Trial> trials = new ArrayList<>();
        for (String setting :
                List.of(Scale.TEN_BY_1, Scale.KEYED_BY_1, Scale.CALLS_TO_1, Scale.CALLS_TO_4, Scale.FAILOVER_TO_4)) {
            trials.add(new Trial(
                    new Case(Names.OBSERVE, setting, Peers.HAWSER),
                    Observed.seconds(),
                    round -> Jvm.own().measure(Observed.class, Names.OBSERVE, setting, round)));
        }
        return new Scenario(Names.OBSERVE, false, trials);
    }

    private static Trial fleet(String setting, int endpoints) {
        return new Trial(
                new Case(Names.FLEET, setting, Peers.HAWSER),
                LargeFleet.seconds(),
                round -> Jvm.own().measure(LargeFleet.class, Names.FLEET, setting, Peers.HAWSER, endpoints, round));
    }

    private static List<String> without(List<String> all, List<String> some) {
        return all.stream().filter(name -> !some.contains(name)).toList();
    }
}
