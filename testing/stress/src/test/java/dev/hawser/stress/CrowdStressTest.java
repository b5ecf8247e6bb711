// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.WaitOptions;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real threads, real time: a crowd that acquires, times out, is interrupted, discards, and sees the pool closed under
 * its feet. {@code -Dhawser.stress=100} makes it a hundred times as long.
 */
@Tag("long")
class CrowdStressTest {

    private static final int ROUNDS = 1_500 * Integer.getInteger("hawser.stress", 1);
    private static final int CROWD = 12;
    private static final int MAX = 2;

    /** Invariant I3's bound under load; a lost wake-up would take a minute. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Duration SHORT = Duration.ofNanos(200_000);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aFairCrowdLosesNothing() throws InterruptedException {
        new Crowd(WaitOptions.Fairness.FAIR).run(Thread::new);
    }

    @Test
    void anUnfairCrowdLosesNothing() throws InterruptedException {
        new Crowd(WaitOptions.Fairness.UNFAIR).run(Thread::new);
    }

    /** Where there are virtual threads. */
    @Test
    void aCrowdOfVirtualThreadsLosesNothing() throws Exception {
        ThreadFactory factory;
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            factory = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (NoSuchMethodException olderJava) {
            return;
        }
        new Crowd(WaitOptions.Fairness.FAIR).run(factory);
        new Crowd(WaitOptions.Fairness.UNFAIR).run(factory);
    }

    private static final class Crowd implements Transport<Crowd.Hull> {
        private final String name = "crowd-" + System.identityHashCode(this);
        private final Map<Address, AtomicInteger> open = new ConcurrentHashMap<>();
        private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger served = new AtomicInteger();
        private final AtomicInteger busy = new AtomicInteger(CROWD);
        private final ConnectionPool<Hull> pool;

        Crowd(WaitOptions.Fairness fairness) {
            EndpointRegistry registry = new EndpointRegistry();
            registry.register(Endpoint.of("10.0.0.1:7001"));
            registry.register(Endpoint.of("10.0.0.2:7001"));
            pool = ConnectionPool.builder(registry, this)
                    .name(name)
                    .maxConnectionsPerEndpoint(MAX)
                    .lifetime(LifetimeOptions.unlimited()
                            .withMaxLifetime(Duration.ofMillis(50))
                            .withKeepAlive(Duration.ofMillis(20)))
                    .waiting(WaitOptions.defaults().withFairness(fairness))
                    .build();
        }

        void run(ThreadFactory threads) throws InterruptedException {
            List<Thread> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                Random dice = new Random(i);
                crowd.add(threads.newThread(() -> live(dice)));
            }
            crowd.forEach(Thread::start);
            Random dice = new Random(CROWD);
            while (busy.get() > 0) {
                crowd.get(dice.nextInt(CROWD)).interrupt();
                crowd.get(dice.nextInt(CROWD)).join(1);
            }
            for (Thread thread : crowd) {
                thread.join();
            }
            expect(pool.snapshot().leased() == 0, "after all is returned: " + pool.snapshot());
            expect(pool.snapshot().waiting() == 0, "after all have gone: " + pool.snapshot());
            closeWhileAcquiring(threads);
            if (!mistakes.isEmpty()) {
                throw new AssertionError(mistakes.size() + " mistakes, such as " + mistakes.peek());
            }
            if (served.get() < ROUNDS) {
                throw new AssertionError("served: " + served + " (expected: most of " + CROWD * ROUNDS + ")");
            }
        }

        private void live(Random dice) {
            for (int i = 0; i < ROUNDS; i++) {
                long began = System.nanoTime();
                boolean patient = dice.nextInt(4) > 0;
                try {
                    use(dice.nextInt(20) == 0 ? pool.tryAcquire() : pool.acquire(patient ? LONG : SHORT), dice);
                } catch (PoolExhaustedException none) {
                    expect(!patient || System.nanoTime() - began < LATE_NANOS, "I3: refused late: " + none);
                } catch (InterruptedException e) {
                    // nothing must have leaked
                }
                expect(System.nanoTime() - began < LATE_NANOS, "I3: an acquire took too long: " + pool.snapshot());
            }
            busy.decrementAndGet();
        }

        private void use(Lease<Hull> lease, Random dice) {
            served.incrementAndGet();
            Hull hull = lease.connection();
            expect(hull.holders.incrementAndGet() == 1, "I5: two holders");
            expect(!hull.closed, "I5: closed in the hands of its holder");
            hull.holders.decrementAndGet();
            switch (dice.nextInt(20)) {
                case 0 -> lease.discard(new IllegalStateException("discarded"));
                case 1 -> {
                    lease.invalidate(new IllegalStateException("broken"));
                    lease.close();
                }
                case 2 -> {
                    lease.close();
                    lease.close();
                }
                default -> lease.close();
            }
        }

        /** I10: whoever waits is told, and no connection or thread is left. */
        private void closeWhileAcquiring(ThreadFactory threads) throws InterruptedException {
            List<Thread> late = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                late.add(threads.newThread(this::acquireUntilClosed));
            }
            late.forEach(Thread::start);
            pool.close(Duration.ofSeconds(5));
            for (Thread thread : late) {
                thread.join(TimeUnit.NANOSECONDS.toMillis(LATE_NANOS));
                expect(!thread.isAlive(), "I10: a caller waits though the pool is closed");
            }
            open.forEach((address, n) -> expect(n.get() == 0, "I10: " + n + " connections are open to " + address));
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().contains(name)) {
                    thread.join(TimeUnit.NANOSECONDS.toMillis(LATE_NANOS));
                    expect(!thread.isAlive(), "I10: left: " + thread);
                }
            }
        }

        private void acquireUntilClosed() {
            try {
                while (true) {
                    pool.acquire(LONG).close();
                }
            } catch (PoolClosedException expected) {
                // as it should be
            } catch (InterruptedException e) {
                mistakes.add("interrupted by nobody");
            }
        }

        private void expect(boolean holds, String promise) {
            if (!holds) {
                mistakes.add(promise);
            }
        }

        @Override
        public CompletionStage<Hull> connect(Endpoint endpoint) {
            int now = open.computeIfAbsent(endpoint.address(), a -> new AtomicInteger())
                    .incrementAndGet();
            expect(now <= MAX, "I4: " + now + " connections to " + endpoint.address());
            return CompletableFuture.completedFuture(new Hull(endpoint.address()));
        }

        @Override
        public void close(Hull hull) {
            expect(!hull.closed, "closed twice");
            expect(hull.holders.get() == 0, "I5: closed under its holder");
            hull.closed = true;
            open.get(hull.address).decrementAndGet();
        }

        private static final class Hull {
            private final Address address;
            private final AtomicInteger holders = new AtomicInteger();
            private volatile boolean closed;

            Hull(Address address) {
                this.address = address;
            }
        }
    }
}
