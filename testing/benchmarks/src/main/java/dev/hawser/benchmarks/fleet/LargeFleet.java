// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.fleet;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.balance.Picker;
import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.peers.FixedDiscovery;
import dev.hawser.benchmarks.peers.Shape;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.client.ConnectionPool;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.time.SystemTime;
import dev.hawser.transport.Transport;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How a pool bears a number of endpoints: the memory of an idle one, the cost of a pick, of a whole cycle, and of an
 * update that replaces one endpoint in a hundred each second, while a thread goes on leasing.
 */
public final class LargeFleet {

    private static final int UPDATES_TO_WARM_UP = 30;
    private static final int UPDATES = 6;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final int WINDOWS = 5;
    private static final int STEPS = 1000;
    private static final int ENOUGH_FOR_MEMORY = 1000;

    /** Where results go that nobody wants, so that they are computed. */
    private static volatile int sink;

    private final Case which;
    private final int round;
    private final int endpoints;
    private final List<Measurement> found = new ArrayList<>();
    private final AtomicLong applied = new AtomicLong();

    private LargeFleet(Case which, int round, int endpoints) {
        this.which = which;
        this.round = round;
        this.endpoints = endpoints;
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return UPDATES + 2 * (WINDOWS + 1) * WINDOW_NANOS / 1e9 + 3;
    }

    /** Arguments: file for the results, scenario, setting, pool, endpoints, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        LargeFleet fleet = new LargeFleet(which, Integer.parseInt(args[5]), Integer.parseInt(args[4]));
        fleet.run();
        Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, fleet.found));
        System.exit(0);
    }

    private void run() throws Exception {
        PushedDiscovery discovery = new PushedDiscovery();
        try (ConnectionPool<Object> pool = ConnectionPool.builder(discovery, new InMemory())
                .listener(this::noteUpdate)
                .build()) {
            long empty = usedHeap();
            List<Endpoint> all = new ArrayList<>(IntStream.range(0, endpoints)
                    .mapToObj(FixedDiscovery::endpoint)
                    .toList());
            discovery.push(List.copyOf(all));
            addBytes(Metric.ENDPOINT_BYTES, empty);
            leaseEach(pool);
            addBytes(Metric.CONNECTED_BYTES, empty);
            add(Metric.PICK, pickNanos(all));
            add(Metric.CYCLE, nanos(() -> cycles(pool)));
            update(discovery, pool, all);
        }
    }

    private void add(String metric, double value) {
        found.add(Measurement.of(which, metric, round, value));
    }

    /** Of a few endpoints it would be the memory of the pool itself. */
    private void addBytes(String metric, long empty) {
        if (endpoints >= ENOUGH_FOR_MEMORY) {
            add(metric, (double) (usedHeap() - empty) / endpoints);
        }
    }

    private void noteUpdate(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointsChanged) {
            applied.set(System.nanoTime());
        }
    }

    // ---- memory

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Crew.pause(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void leaseEach(ConnectionPool<Object> pool) throws InterruptedException {
        for (int i = 0; i < endpoints; i++) {
            pool.acquire(Shape.TIMEOUT).close();
        }
    }

    // ---- time

    private static double pickNanos(List<Endpoint> endpoints) throws InterruptedException {
        Load load = new Load(new SystemTime("unused"));
        List<Stub> candidates = endpoints.stream().map(e -> new Stub(e, load)).toList();
        Picker picker = Balancers.roundRobin().picker(candidates, Optional.empty());
        return nanos(() -> {
            int sum = 0;
            for (int i = 0; i < STEPS; i++) {
                sum += picker.pick(Admission.ALL);
            }
            sink = sum;
        });
    }

    private static void cycles(ConnectionPool<Object> pool) throws InterruptedException {
        for (int i = 0; i < STEPS; i++) {
            pool.acquire(Shape.TIMEOUT).close();
        }
    }

    /** Nanoseconds a step, in the median window, after one to warm up. */
    private static double nanos(Steps steps) throws InterruptedException {
        double[] windows = new double[WINDOWS];
        for (int w = -1; w < WINDOWS; w++) {
            long start = System.nanoTime();
            long now = start;
            long done = 0;
            while (now - start < WINDOW_NANOS) {
                steps.run();
                done += STEPS;
                now = System.nanoTime();
            }
            if (w >= 0) {
                windows[w] = (double) (now - start) / done;
            }
        }
        Arrays.sort(windows);
        return windows[WINDOWS / 2];
    }

    // ---- updates

    private void update(PushedDiscovery discovery, ConnectionPool<Object> pool, List<Endpoint> all) {
        Thread user = new Thread(() -> leaseGently(pool));
        user.setDaemon(true);
        user.start();
        for (int i = 0; i < UPDATES_TO_WARM_UP; i++) {
            nextUpdate(discovery, all, i);
            Crew.pause(TimeUnit.MILLISECONDS.toNanos(20));
        }
        Crew.pause(TimeUnit.SECONDS.toNanos(1)); // so many in a row are gathered, and what is measured is not to wait for that
        double[] millis = new double[UPDATES];
        for (int i = 0; i < UPDATES; i++) {
            millis[i] = nextUpdate(discovery, all, UPDATES_TO_WARM_UP + i);
            Crew.pause(TimeUnit.SECONDS.toNanos(1));
        }
        Arrays.sort(millis);
        add(Metric.UPDATE, millis[UPDATES / 2]);
        add(Metric.UPDATE_MAX, millis[UPDATES - 1]);
    }

    /** Replaces one endpoint in a hundred by new ones; the time until that is in service and has been told. */
    private double nextUpdate(PushedDiscovery discovery, List<Endpoint> all, int index) {
        int changed = Math.max(1, endpoints / 100);
        for (int i = 0; i < changed; i++) {
            all.set((index * changed + i) % endpoints, FixedDiscovery.endpoint(endpoints + index * changed + i));
        }
        List<Endpoint> next = List.copyOf(all);
        applied.set(0);
        long start = System.nanoTime();
        discovery.push(next);
        long end = System.nanoTime();
        while (applied.get() == 0) {
            Thread.onSpinWait();
            end = System.nanoTime();
        }
        return (Math.max(end, applied.get()) - start) / 1e6;
    }

    private static void leaseGently(ConnectionPool<Object> pool) {
        try {
            while (true) {
                pool.acquire(Shape.TIMEOUT).close();
                Crew.pause(TimeUnit.MICROSECONDS.toNanos(100));
            }
        } catch (InterruptedException | RuntimeException poolClosed) {
            sink = -1;
        }
    }

    private interface Steps {
        void run() throws InterruptedException;
    }

    private record Stub(Endpoint endpoint, Load load) implements Candidate {}

    private static final class InMemory implements Transport<Object> {
        @Override
        public CompletionStage<Object> connect(Endpoint endpoint) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }
}
