// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.WaitOptions;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No wake-up is lost: a whole pool of one connection, where time stands still, so that whoever is forgotten waits for
 * ever. Everybody who asks returns what it gets at once; so when all is quiet, everybody must have been served.
 */
@Tag("long")
class WaitingStressTest {

    /** How much longer than in a build; more than 1 adds model checking. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void noFairWaiterIsForgotten() {
        check(FairPool.class);
    }

    @Test
    void noUnfairWaiterIsForgotten() {
        check(UnfairPool.class);
    }

    @Test
    void closingRefusesWhoeverItDoesNotServe() {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(200 * LONGER)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(NothingWrong.class)
                .check(ClosingPool.class);
    }

    private static void check(Class<?> pool) {
        if (LONGER > 1) { // a minute for each hundred invocations, because it is a whole pool: not in a build
            new ModelCheckingOptions()
                    .iterations(6)
                    .invocationsPerIteration(20 * LONGER)
                    .threads(2)
                    .actorsPerThread(2)
                    .actorsBefore(1)
                    .actorsAfter(0)
                    .sequentialSpecification(NothingWrong.class)
                    .check(pool);
        }
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(200 * LONGER)
                .threads(3)
                .actorsPerThread(4)
                .sequentialSpecification(NothingWrong.class)
                .check(pool);
    }

    public static class FairPool extends Waiting {
        public FairPool() {
            super(WaitOptions.Fairness.FAIR);
        }
    }

    public static class UnfairPool extends Waiting {
        public UnfairPool() {
            super(WaitOptions.Fairness.UNFAIR);
        }
    }

    public static class ClosingPool extends Waiting {
        public ClosingPool() {
            super(WaitOptions.Fairness.FAIR);
        }

        @Operation(runOnce = true)
        public boolean close() {
            pool.close(Duration.ZERO);
            return true;
        }

        @Override
        void settle() {
            pool.close(Duration.ZERO);
            if (open.get() != 0) {
                throw new IllegalStateException(open + " connections are open");
            }
        }
    }

    /** The operations. */
    public abstract static class Waiting {
        private static final Duration LONG = Duration.ofHours(1);

        final AtomicInteger open = new AtomicInteger();
        final ConnectionPool<Hull> pool;
        private final Queue<CompletableFuture<?>> asked = new ConcurrentLinkedQueue<>();
        private final AtomicInteger mistakes = new AtomicInteger();

        Waiting(WaitOptions.Fairness fairness) {
            EndpointRegistry registry = new EndpointRegistry();
            registry.register(Endpoint.of("10.0.0.1:7001"));
            pool = ConnectionPool.builder(registry, new Yard())
                    .name("stress")
                    .time(new Still())
                    .executor(Runnable::run)
                    .maxConnectionsPerEndpoint(1)
                    .lifetime(LifetimeOptions.unlimited())
                    .waiting(WaitOptions.defaults().withFairness(fairness))
                    .build();
        }

        @Operation
        public boolean useAndReturn() {
            asked.add(pool.acquireAsync(LONG).thenAccept(lease -> {
                use(lease);
                lease.close();
            }));
            return true;
        }

        @Operation
        public boolean useAndDiscard() {
            asked.add(pool.acquireAsync(LONG).thenAccept(lease -> {
                use(lease);
                lease.discard(new IllegalStateException("discarded"));
            }));
            return true;
        }

        @Operation
        public boolean giveUp() {
            CompletableFuture<Lease<Hull>> future = pool.acquireAsync(LONG);
            if (!future.cancel(false)) {
                asked.add(future.thenAccept(Lease::close));
            }
            return true;
        }

        private void use(Lease<Hull> lease) {
            Hull hull = lease.connection();
            if (hull.holders.incrementAndGet() != 1) {
                mistakes.incrementAndGet();
            }
            hull.holders.decrementAndGet();
        }

        void settle() {}

        @Validate
        public void everybodyIsServed() {
            settle();
            for (CompletableFuture<?> future : asked) {
                if (!future.isDone()) {
                    throw new IllegalStateException("somebody waits for ever: " + pool.snapshot());
                }
            }
            if (pool.snapshot().leased() != 0 || pool.snapshot().waiting() != 0 || mistakes.get() != 0) {
                throw new IllegalStateException(mistakes + " mistakes, " + pool.snapshot());
            }
        }

        /** Connects at once. */
        private final class Yard implements Transport<Hull> {
            @Override
            public CompletionStage<Hull> connect(Endpoint endpoint) {
                open.incrementAndGet();
                return CompletableFuture.completedFuture(new Hull());
            }

            @Override
            public void close(Hull hull) {
                open.decrementAndGet();
            }
        }
    }

    /** A connection. */
    public static final class Hull {
        private final AtomicInteger holders = new AtomicInteger();
    }

    /** Time that stands still, so that no timer comes to anybody's rescue. */
    private static final class Still implements Time {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
            return () -> {};
        }
    }

    /** Nothing is wrong, whatever the order of operations. */
    public static class NothingWrong {
        public boolean useAndReturn() {
            return true;
        }

        public boolean useAndDiscard() {
            return true;
        }

        public boolean giveUp() {
            return true;
        }

        public boolean close() {
            return true;
        }
    }
}
