// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.fleet;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.benchmarks.peers.FixedDiscovery;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport;
import dev.hawser.transport.Transport;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * What it takes to apply an answer of 10,000 endpoints of which one is new: from the discovery's word to the end of the first
 * call that can go there, for both kinds of pool and each balancer. Prints a table; no argument, or the beginning of a row's
 * name for that row alone in a JVM that is still cold.
 *
 * <p>All happens on one thread, so its processor time is the time of a machine with nothing else to do, and is printed
 * beside the wall time, which on a busy machine is mostly waiting. Each answer is made of new objects, as a parser's is.
 */
public final class FleetUpdates {

    private static final int ENDPOINTS = 10_000;
    private static final int UPDATES = 60;
    private static final int TENTH = 9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Map<String, Balancer> BALANCERS = Map.of(
            "roundRobin", Balancers.roundRobin(),
            "weightedRoundRobin", Balancers.weightedRoundRobin(),
            "lvsWeightedRoundRobin", Balancers.lvsWeightedRoundRobin(),
            "orderedFailover", Balancers.orderedFailover(),
            "leastLoaded", Balancers.leastLoaded());

    private FleetUpdates() {}

    public static void main(String[] args) throws InterruptedException {
        String wanted = args.length == 0 ? "" : args[0];
        System.out.println("pool, balancer: ms of processor (ms by the clock) for the first, second, tenth, median of the last 30");
        for (Map.Entry<String, Balancer> each : new TreeMap<>(BALANCERS).entrySet()) {
            String exclusive = "exclusive " + each.getKey();
            if (exclusive.startsWith(wanted)) {
                print(exclusive, exclusive(each.getValue()));
            }
            String shared = "shared " + each.getKey();
            if (shared.startsWith(wanted)) {
                print(shared, shared(each.getValue()));
            }
        }
        System.exit(0);
    }

    private static List<Cost> exclusive(Balancer balancer) throws InterruptedException {
        PushedDiscovery discovery = new PushedDiscovery();
        try (ConnectionPool<Object> pool = ConnectionPool.builder(discovery, new InMemory())
                .balancer(balancer)
                .follow(FollowOptions.immediately())
                .build()) {
            return measure(discovery, () -> pool.acquire(Duration.ofSeconds(1)).close());
        }
    }

    private static List<Cost> shared(Balancer balancer) throws InterruptedException {
        PushedDiscovery discovery = new PushedDiscovery();
        try (SharedPool<Object> pool = SharedPool.builder(discovery, new SharedInMemory())
                .balancer(balancer)
                .follow(FollowOptions.immediately())
                .executor(Runnable::run)
                .build()) {
            return measure(discovery, () -> {
                SharedConnection<Object> entered = pool.tryEnter(Choice.ANY);
                if (entered != null) {
                    entered.succeeded(0);
                }
            });
        }
    }

    private static List<Cost> measure(PushedDiscovery discovery, Use use) throws InterruptedException {
        List<Endpoint> all = new ArrayList<>(
                IntStream.range(0, ENDPOINTS).mapToObj(FleetUpdates::endpoint).toList());
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i <= UPDATES; i++) {
            all.set(7 * i % ENDPOINTS, endpoint(ENDPOINTS + i));
            List<Endpoint> answer = all.stream().map(FleetUpdates::anew).toList();
            long processor = THREADS.getCurrentThreadCpuTime();
            long clock = System.nanoTime();
            discovery.push(answer);
            use.once();
            costs.add(new Cost(THREADS.getCurrentThreadCpuTime() - processor, System.nanoTime() - clock));
        }
        return costs;
    }

    /** Weights from 1 to 7, as equal ones make some balancers cheaper. */
    private static Endpoint endpoint(int i) {
        return FixedDiscovery.endpoint(i).withWeight(1 + i % 7);
    }

    private static Endpoint anew(Endpoint endpoint) {
        String host = String.valueOf(endpoint.address().host().toCharArray());
        return Endpoint.of(new Address(host, endpoint.address().port())).withWeight(endpoint.weight());
    }

    private static void print(String name, List<Cost> costs) {
        Cost[] last = costs.subList(costs.size() / 2, costs.size()).toArray(Cost[]::new);
        Arrays.sort(last);
        System.out.printf(
                "%-32s %s, %s, %s, %s%n", name, costs.get(0), costs.get(1), costs.get(TENTH), last[last.length / 2]);
    }

    private record Cost(long processorNanos, long clockNanos) implements Comparable<Cost> {
        @Override
        public int compareTo(Cost other) {
            return Long.compare(processorNanos, other.processorNanos);
        }

        @Override
        public String toString() {
            return String.format("%.1f (%.1f)", processorNanos / 1e6, clockNanos / 1e6);
        }
    }

    private interface Use {
        void once() throws InterruptedException;
    }

    private static final class InMemory implements Transport<Object> {
        @Override
        public CompletionStage<Object> connect(Endpoint endpoint) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }

    private static final class SharedInMemory implements SharedTransport<Object> {
        @Override
        public CompletableFuture<Object> connect(Endpoint endpoint, Loss loss) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }
}
