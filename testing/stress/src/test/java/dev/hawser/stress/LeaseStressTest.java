// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.CloseReason;
import dev.hawser.pool.Counts;
import dev.hawser.pool.EndpointPool;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LeaseOwner;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.pool.ReturnSignal;
import dev.hawser.pool.Slot;
import dev.hawser.pool.UseTimes;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import dev.hawser.view.Timing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slots under all interleavings: one holder per connection, one ending per lease, no slot lost. Which connection a
 * caller gets, and whether it gets one at all while others come and go, is not promised; so the operations check by
 * themselves what is, and the specification only says that nothing was wrong.
 */
@Tag("long")
class LeaseStressTest {

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void oneHolderPerConnectionAndOneEndingPerLease() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(100 * LONGER)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(NothingWrong.class)
                .check(Slots.class);
    }

    @Test
    void theSameOnRealThreads() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(300 * LONGER)
                .threads(3)
                .actorsPerThread(5)
                .sequentialSpecification(NothingWrong.class)
                .check(Slots.class);
    }

    /** A millisecond passes whenever somebody looks, so that the time of each lease is taken. */
    private static final class Steps implements Time {
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanoTime() {
            return now.addAndGet(1_000_000);
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException("a pool for one endpoint has no timers");
        }
    }

    /** Two places, filled at the start; whatever is closed is opened again. */
    public static class Slots implements LeaseOwner<Slots.Hull>, Transport<Slots.Hull> {

        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicInteger granted = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicReference<@Nullable Lease<Hull>> shared = new AtomicReference<>();
        private final ReturnSignal signal = new ReturnSignal();
        private final EndpointPool<Hull> pool = new EndpointPool<>(
                Endpoint.of("10.0.0.1:7001"),
                new EndpointPool.Terms<>(
                        "stress",
                        this,
                        PoolOptions.defaults().withMaxConnections(2).withIdleOrder(IdleOrder.OLDEST_FIRST),
                        LifetimeOptions.unlimited(),
                        new UseTimes(Timing.SAMPLED, new Steps())),
                this,
                signal,
                false);

        public Slots() {
            signal.set(true);
            refill();
            refill();
        }

        @Operation
        public boolean useAndReturn() {
            Lease<Hull> lease = pool.tryLease(0);
            boolean fine = lease == null || use(lease);
            if (lease != null) {
                lease.close();
                fine &= !lease.isOpen();
            }
            return fine;
        }

        @Operation
        public boolean useAndDiscard() {
            Lease<Hull> lease = pool.tryLease(0);
            boolean fine = lease == null || use(lease);
            if (lease != null) {
                lease.discard(new IllegalStateException("discarded"));
            }
            return fine;
        }

        @Operation
        public boolean useAndInvalidate() {
            Lease<Hull> lease = pool.tryLease(0);
            boolean fine = lease == null || use(lease);
            if (lease != null) {
                Hull hull = lease.connection();
                lease.invalidate(new IllegalStateException("broken"));
                lease.close();
                fine &= hull.closed;
            }
            return fine;
        }

        /** A lease that several threads know of, and may end at the same time. */
        @Operation
        public boolean share() {
            Lease<Hull> lease = pool.tryLease(0);
            if (lease != null) {
                granted.incrementAndGet();
                Lease<Hull> before = shared.getAndSet(lease);
                if (before != null) {
                    before.close();
                }
            }
            return true;
        }

        @Operation
        public boolean endShared() {
            Lease<Hull> lease = shared.get();
            if (lease != null) {
                lease.close();
            }
            return lease == null || !lease.isOpen();
        }

        /** What upkeep and the removal of an endpoint do. */
        @Operation
        public boolean retireAll() {
            lock.lock();
            try {
                for (Slot<Hull> slot : pool.retireAll(CloseReason.MAX_LIFETIME)) {
                    close(slot);
                }
            } finally {
                lock.unlock();
            }
            return true;
        }

        private boolean use(Lease<Hull> lease) {
            granted.incrementAndGet();
            Hull hull = lease.connection();
            boolean alone = hull.holders.incrementAndGet() == 1 && !hull.closed;
            hull.holders.decrementAndGet();
            return alone;
        }

        private void close(Slot<Hull> slot) {
            Hull hull = pool.connection(slot);
            if (hull.closed) {
                throw new IllegalStateException("closed twice");
            }
            hull.closed = true;
            pool.closed(slot);
            refill();
        }

        private void refill() {
            Slot<Hull> slot = pool.reserve();
            pool.opened(slot, new Hull(), 0, 0);
        }

        @Validate
        public void noSlotIsLost() {
            Lease<Hull> left = shared.get();
            if (left != null && left.isOpen()) {
                left.close();
            }
            Counts counts = pool.counts();
            if (counts.idle() != 2 || counts.total() != 2) {
                throw new IllegalStateException("slots: " + counts);
            }
            if (granted.get() != ended.get()) {
                throw new IllegalStateException(granted + " leases, " + ended + " endings");
            }
        }

        @Override
        public void returned(long since) {
            ended.incrementAndGet();
        }

        @Override
        public void ended(Slot<Hull> slot, long since, CloseReason reason, @Nullable Throwable cause) {
            ended.incrementAndGet();
            lock.lock();
            try {
                close(slot);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void misused(String mistake) {}

        @Override
        public CompletionStage<Hull> connect(Endpoint endpoint) {
            return CompletableFuture.completedFuture(new Hull());
        }

        @Override
        public void close(Hull hull) {}

        static final class Hull {
            final AtomicInteger holders = new AtomicInteger();
            volatile boolean closed;
        }
    }

    /** Every operation finds everything in order, whatever the order of operations. */
    public static class NothingWrong {
        public boolean useAndReturn() {
            return true;
        }

        public boolean useAndDiscard() {
            return true;
        }

        public boolean useAndInvalidate() {
            return true;
        }

        public boolean share() {
            return true;
        }

        public boolean endShared() {
            return true;
        }

        public boolean retireAll() {
            return true;
        }
    }
}
