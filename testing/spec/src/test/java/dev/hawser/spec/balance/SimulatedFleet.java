// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.balance;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Balancer;
import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Servers with four workers and a queue each, and clients that each pick with a balancer of their own: events in virtual
 * time, Poisson arrivals, exponential demand of 10 ms, 0.5 ms each way. Latency is measured from the intended send,
 * failed calls included.
 */
final class SimulatedFleet implements Time {
    static final long MS = 1_000_000;
    private static final double DEMAND = 10 * MS;
    private static final double NETWORK = 0.5 * MS;
    private static final int WORKERS = 4;
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 120_000;

    private final Setting setting;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Server> servers;
    private final List<Client> clients;
    private final long[] latencies = new long[CALLS - WARM_UP];
    private long now;
    private long sequence;
    private int sent;
    private int done;
    private int failed;

    /** @param balancer of one client */
    SimulatedFleet(Setting setting, long seed, Function<RandomGenerator, Balancer> balancer) {
        this.setting = setting;
        this.random = new SplittableRandom(seed);
        this.servers = IntStream.range(0, setting.servers)
                .mapToObj(i -> new Server(i < setting.slow ? setting.slowSpeed : 1))
                .toList();
        this.clients = IntStream.range(0, setting.clients)
                .mapToObj(i -> new Client(balancer.apply(random)))
                .toList();
        if (setting.antagonists) {
            servers.forEach(Server::meetAntagonist);
        }
    }

    Result run() {
        send();
        while (done < CALLS) {
            Event next = events.remove();
            now = next.at;
            next.work.run();
        }
        Arrays.sort(latencies);
        int rank = (int) Math.ceil(0.99 * latencies.length);
        return new Result(latencies[rank - 1], (double) failed / latencies.length);
    }

    private void send() {
        int number = sent++;
        if (number < CALLS) {
            clients.get(random.nextInt(clients.size())).call(number);
            after(exponential(setting.gap()), this::send);
        }
    }

    private void ended(int number, long elapsed, boolean failure) {
        done++;
        if (number >= WARM_UP) {
            latencies[number - WARM_UP] = elapsed;
            failed += failure ? 1 : 0;
        }
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void after(double delay, Runnable work) {
        events.add(new Event(now + (long) delay, sequence++, work));
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        throw new UnsupportedOperationException("balancing needs no timers");
    }

    /**
     * What is simulated.
     *
     * @param load share of the fleet's capacity
     * @param slow how many servers are slow
     * @param antagonists whether each server is at a fifth of its speed for exp(500 ms) in exp(2 s)
     * @param failing whether the first server answers with an error within 0.1 ms
     */
    record Setting(
            int clients, int servers, double load, int slow, double slowSpeed, boolean antagonists, boolean failing) {

        static Setting of(int clients, int servers, double load) {
            return new Setting(clients, servers, load, 0, 1, false, false);
        }

        Setting withSlow(int count, double speed) {
            return new Setting(clients, servers, load, count, speed, antagonists, failing);
        }

        Setting withAntagonists() {
            return new Setting(clients, servers, load, slow, slowSpeed, true, failing);
        }

        Setting withFailing() {
            return new Setting(clients, servers, load, slow, slowSpeed, antagonists, true);
        }

        /** Nanoseconds between calls. */
        double gap() {
            double speed = antagonists ? 0.84 : 1 - (1 - slowSpeed) * slow / servers;
            return DEMAND / (load * servers * WORKERS * speed);
        }
    }

    /** @param p99 in nanoseconds */
    record Result(long p99, double errors) {}

    private record Event(long at, long number, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(at, other.at);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private record Seen(Endpoint endpoint, Load load) implements Candidate {}

    private final class Client {
        private final List<Seen> fleet = new ArrayList<>();
        private final Picker picker;

        Client(Balancer balancer) {
            for (int i = 0; i < setting.servers; i++) {
                fleet.add(new Seen(Endpoint.of(new Address("s%03d".formatted(i), 1)), new Load(SimulatedFleet.this)));
            }
            picker = balancer.picker(fleet, Optional.empty());
        }

        void call(int number) {
            long start = now;
            int picked = picker.pick(Admission.ALL);
            Load load = fleet.get(picked).load();
            load.started();
            boolean fails = setting.failing && picked == 0;
            Runnable end = () -> after(NETWORK, () -> {
                if (fails) {
                    load.failed(now);
                } else {
                    load.succeeded(now - start, now);
                }
                ended(number, now - start, fails);
            });
            after(NETWORK, () -> {
                if (fails) {
                    after(0.1 * MS, end);
                } else {
                    servers.get(picked).serve(end);
                }
            });
        }
    }

    private final class Server {
        private final Queue<Runnable> queue = new ArrayDeque<>();
        private double speed;
        private int busy;

        Server(double speed) {
            this.speed = speed;
        }

        void meetAntagonist() {
            after(random.nextDouble() * 2_500 * MS, () -> alternate(true));
        }

        private void alternate(boolean slow) {
            speed = slow ? 0.2 : 1;
            after(exponential((slow ? 500 : 2_000) * MS), () -> alternate(!slow));
        }

        void serve(Runnable end) {
            if (busy < WORKERS) {
                work(end);
            } else {
                queue.add(end);
            }
        }

        private void work(Runnable end) {
            busy++;
            after(exponential(DEMAND) / speed, () -> {
                busy--;
                end.run();
                Runnable next = queue.poll();
                if (next != null) {
                    work(next);
                }
            });
        }
    }
}
