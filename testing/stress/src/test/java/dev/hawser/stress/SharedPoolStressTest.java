// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HawserException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.Entrant;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.failover.Backoff;
import dev.hawser.health.OutlierOptions;
import dev.hawser.transport.SharedTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A whole pool on real threads while connections break, endpoints go and come back, connects fail and callers give up: each
 * connection is closed exactly once and never under a call, no endpoint has too many, every waiter hears exactly one thing,
 * and at the end nothing is left.
 */
@Tag("long")
class SharedPoolStressTest {

    private static final int CALLERS = 8;
    private static final int MAX_CONNECTIONS = 3;
    private static final int MAX_IN_FLIGHT = 4;

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void nothingIsClosedTwiceOrUnderACallOrLeftBehind() throws InterruptedException {
        Fleet fleet = new Fleet();
        EndpointRegistry registry = new EndpointRegistry();
        List<Endpoint> endpoints =
                List.of(Endpoint.of("10.0.0.1:1"), Endpoint.of("10.0.0.2:1"), Endpoint.of("10.0.0.3:1"));
        endpoints.forEach(registry::register);
        SharedPool<Hull> pool = SharedPool.builder(registry, fleet)
                .sharing(SharingOptions.defaults()
                        .withConnections(0, MAX_CONNECTIONS)
                        .withInFlight(2, MAX_IN_FLIGHT)
                        .withIdleGrace(Duration.ofMillis(20))
                        .withMaxAge(Duration.ofMillis(50)))
                .reconnectBackoff(Backoff.constant(Duration.ofMillis(2)))
                .outliers(OutlierOptions.defaults().withEjection(Duration.ofMillis(5), Duration.ofMillis(20)))
                .build();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        Tally tally = new Tally();
        for (int i = 0; i < CALLERS; i++) {
            threads.add(new Thread(() -> call(pool, fleet, tally, stop)));
        }
        threads.add(new Thread(() -> trouble(fleet, registry, endpoints, stop)));
        threads.forEach(Thread::start);

        TimeUnit.MILLISECONDS.sleep(2_000L * LONGER);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as(thread + " is still waiting").isFalse();
        }

        assertThat(pool.snapshot().inFlight()).isZero();
        assertThat(pool.snapshot().waiting()).isZero();
        pool.close(Duration.ofSeconds(5));
        assertThat(fleet.mistakes).isEmpty();
        assertThat(fleet.open).hasValue(0);
        assertThat(fleet.shutdowns).hasValue(1);
        assertThat(tally.served).hasPositiveValue();
        assertThat(tally.entered.get()).isEqualTo(tally.served.get());
    }

    @Test
    void aPoolClosedUnderLoadLeavesNothingBehind() throws InterruptedException {
        for (int round = 0; round < 20 * LONGER; round++) {
            Fleet fleet = new Fleet();
            EndpointRegistry registry = new EndpointRegistry();
            registry.register(Endpoint.of("10.0.0.1:1"));
            SharedPool<Hull> pool = SharedPool.builder(registry, fleet)
                    .sharing(SharingOptions.defaults()
                            .withConnections(0, MAX_CONNECTIONS)
                            .withInFlight(1, 2))
                    .build();
            AtomicBoolean stop = new AtomicBoolean();
            Tally tally = new Tally();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> call(pool, fleet, tally, stop)));
            }
            threads.forEach(Thread::start);
            TimeUnit.MILLISECONDS.sleep(5);
            pool.close(Duration.ofSeconds(5));
            stop.set(true);
            for (Thread thread : threads) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as(thread + " is still waiting").isFalse();
            }
            assertThat(fleet.mistakes).isEmpty();
            assertThat(fleet.open).hasValue(0);
        }
    }

    private static void call(SharedPool<Hull> pool, Fleet fleet, Tally tally, AtomicBoolean stop) {
        while (!stop.get()) {
            SharedConnection<Hull> entered = pool.tryEnter(Choice.ANY);
            if (entered == null) {
                entered = await(pool, fleet, tally);
            } else {
                tally.entered.incrementAndGet();
            }
            if (entered != null) {
                tally.served.incrementAndGet();
                entered.connection().use(fleet);
                switch (ThreadLocalRandom.current().nextInt(20)) {
                    case 0 -> entered.failed(new IOException("failed, as scripted"));
                    case 1 -> entered.cancelled(100);
                    default -> entered.succeeded(1_000);
                }
            }
        }
    }

    private static SharedConnection<Hull> await(SharedPool<Hull> pool, Fleet fleet, Tally tally) {
        Once once = new Once(fleet, tally);
        long patience = ThreadLocalRandom.current().nextLong(3_000_000);
        Patience how = ThreadLocalRandom.current().nextBoolean() ? Patience.WAIT : Patience.FAIL_FAST;
        SharedPool.Entry entry = pool.enter(Choice.ANY, pool.nanoTime() + patience, how, once);
        if (ThreadLocalRandom.current().nextInt(10) == 0) {
            entry.cancel();
            if (once.outcome.getCount() > 0 && !once.arrives(50)) {
                return null; // it left the line in time, and hears nothing
            }
        } else if (!once.arrives(10_000)) {
            fleet.mistakes.add("a waiter was forgotten");
        }
        return once.connection;
    }

    private static void trouble(Fleet fleet, EndpointRegistry registry, List<Endpoint> endpoints, AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                TimeUnit.MICROSECONDS.sleep(500);
                Endpoint one = endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
                switch (ThreadLocalRandom.current().nextInt(4)) {
                    case 0 -> registry.deregister(one.address());
                    case 1 -> registry.register(one);
                    default -> fleet.loseOne();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endpoints.forEach(registry::register);
    }

    private static final class Tally {
        private final AtomicLong served = new AtomicLong();
        private final AtomicLong entered = new AtomicLong();
    }

    private static final class Once implements Entrant<Hull> {
        private final Fleet fleet;
        private final Tally tally;
        private final CountDownLatch outcome = new CountDownLatch(1);
        private final AtomicInteger heard = new AtomicInteger();
        private volatile SharedConnection<Hull> connection;

        Once(Fleet fleet, Tally tally) {
            this.fleet = fleet;
            this.tally = tally;
        }

        boolean arrives(long millis) {
            try {
                return outcome.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void entered(SharedConnection<Hull> entered) {
            connection = entered;
            tally.entered.incrementAndGet();
            hear();
        }

        @Override
        public void refused(HawserException why) {
            hear();
        }

        private void hear() {
            if (heard.incrementAndGet() > 1) {
                fleet.mistakes.add("a waiter heard two things");
            }
            outcome.countDown();
        }
    }

    private static final class Hull {
        private final Address address;
        private final SharedTransport.Loss loss;
        private final AtomicInteger inside = new AtomicInteger();
        private volatile boolean lost;
        private volatile boolean closed;

        Hull(Address address, SharedTransport.Loss loss) {
            this.address = address;
            this.loss = loss;
        }

        void use(Fleet fleet) {
            if (inside.incrementAndGet() > MAX_IN_FLIGHT) {
                fleet.mistakes.add("too many calls on one connection");
            }
            Thread.onSpinWait();
            if (closed) {
                fleet.mistakes.add("closed under a call");
            }
            inside.decrementAndGet();
        }
    }

    /** Servers that refuse now and then, and watch. */
    private static final class Fleet implements SharedTransport<Hull> {
        private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
        private final Queue<Hull> hulls = new ConcurrentLinkedQueue<>();
        private final Map<Address, AtomicInteger> connecting = new ConcurrentHashMap<>();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger shutdowns = new AtomicInteger();

        @Override
        public CompletableFuture<Hull> connect(Endpoint endpoint, Loss loss) {
            AtomicInteger under = connecting.computeIfAbsent(endpoint.address(), a -> new AtomicInteger());
            if (under.incrementAndGet() > 2) { // one of an address that was removed may just be ending
                mistakes.add("more than one connect at a time");
            }
            try {
                if (ThreadLocalRandom.current().nextInt(5) == 0) {
                    return CompletableFuture.failedFuture(new IOException("refused, as scripted"));
                }
                Hull hull = new Hull(endpoint.address(), loss);
                open.incrementAndGet();
                hulls.add(hull);
                return CompletableFuture.completedFuture(hull);
            } finally {
                under.decrementAndGet();
            }
        }

        void loseOne() {
            Hull hull = hulls.poll();
            if (hull != null && !hull.closed) {
                hull.lost = true;
                hull.loss.lost(new IOException("lost, as scripted"));
            }
        }

        @Override
        public void close(Hull hull) {
            if (hull.closed) {
                mistakes.add("closed twice: " + hull.address + (hull.lost ? ", lost before" : ""));
            }
            hull.closed = true;
            if (hull.inside.get() > 0) {
                mistakes.add("closed under a call");
            }
            open.decrementAndGet();
        }

        @Override
        public void shutdown() {
            shutdowns.incrementAndGet();
        }
    }
}
