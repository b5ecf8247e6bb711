// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.cache.CacheEvent;
import dev.hawser.cache.CacheOptions;
import dev.hawser.cache.CacheSnapshot;
import dev.hawser.cache.Handle;
import dev.hawser.cache.Loader;
import dev.hawser.cache.SharedCache;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * I6 and F34: a shared value is never closed while it is held, never held again once it is closed, closed exactly once,
 * and counted rightly, whatever the order in which callers take, release, release twice, give up, tick, take out and
 * close. Who gets which value is not promised, so the operations check by themselves what is.
 */
@Tag("long")
class CacheStressTest {

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void noValueIsClosedInItsHoldersHandsNorRevived() {
        new ModelCheckingOptions()
                .iterations(2)
                .invocationsPerIteration(60 * LONGER)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(NothingWrong.class)
                .check(Operations.class);
    }

    @Test
    void theSameOnRealThreads() {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(200 * LONGER)
                .threads(3)
                .actorsPerThread(5)
                .sequentialSpecification(NothingWrong.class)
                .check(Operations.class);
    }

    /** One key, so that everything meets. */
    public static class Operations implements Loader<String, Operations.Rope> {

        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final AtomicInteger mistakes = new AtomicInteger();
        private final AtomicInteger told = new AtomicInteger();
        private final AtomicReference<@Nullable CompletableFuture<Rope>> slow = new AtomicReference<>();
        private final SharedCache<String, Rope> cache =
                new SharedCache<>("cache 'stress'", this, CacheOptions.defaults(), this::hear, new Still());

        @Operation
        public boolean takeAndRelease() {
            CompletableFuture<Handle<String, Rope>> answer = cache.acquireAsync("a");
            if (!answer.isDone()) {
                answer.cancel(false);
            } else if (!answer.isCompletedExceptionally()) {
                use(answer.join());
                answer.join().close();
            }
            return true;
        }

        /** One of two holders is careless; the other must not suffer, whatever is tried meanwhile. */
        @Operation
        public boolean takeAndReleaseTwice() {
            CompletableFuture<Handle<String, Rope>> careless = cache.acquireAsync("a");
            CompletableFuture<Handle<String, Rope>> other = cache.acquireAsync("a");
            careless.thenAccept(handle -> {
                handle.close();
                handle.close();
            });
            other.thenAccept(handle -> {
                cache.closeOnRelease("a");
                use(handle);
                handle.close();
            });
            return true;
        }

        @Operation
        public boolean takeOut() {
            cache.closeOnRelease("a");
            return true;
        }

        @Operation
        public boolean tickTwice() {
            cache.expire();
            cache.expire();
            return true;
        }

        @Operation
        public boolean dies() {
            cache.acquireAsync("a").thenAccept(handle -> {
                handle.value().dead = true;
                handle.close();
            });
            return true;
        }

        @Operation
        public boolean close() {
            cache.closeAsync(Duration.ofDays(1));
            return true;
        }

        private void use(Handle<String, Rope> handle) {
            for (int i = 0; i < 3; i++) {
                if (handle.value().closings.get() != 0) {
                    mistakes.incrementAndGet();
                }
                cache.expire(); // tries to close it, and lets others try
            }
        }

        private void hear(CacheEvent<String> event) {
            if (event instanceof CacheEvent.OpenChanged<String> change) {
                int before = told.getAndSet(change.open());
                if (Math.abs(before - change.open()) != 1) {
                    mistakes.incrementAndGet();
                }
            }
        }

        /** Every other load is still under way when it returns, and ends with the next. */
        @Override
        public CompletableFuture<Rope> load(String key) {
            CompletableFuture<Rope> load = new CompletableFuture<>();
            CompletableFuture<Rope> earlier = slow.getAndSet(null);
            if (earlier != null) {
                finish(earlier);
            }
            if (made.get() % 2 == 0 || !slow.compareAndSet(null, load)) {
                finish(load);
            }
            return load;
        }

        private void finish(CompletableFuture<Rope> load) {
            if (load.complete(new Rope())) {
                made.incrementAndGet();
            }
        }

        @Override
        public boolean isAlive(Rope rope) {
            return !rope.dead;
        }

        @Override
        public void close(Rope rope) {
            closed.incrementAndGet();
            if (rope.closings.incrementAndGet() != 1) {
                mistakes.incrementAndGet();
            }
        }

        @Validate
        public void allIsClosedOnce() {
            CompletableFuture<Rope> pending = slow.getAndSet(null);
            if (pending != null) {
                finish(pending);
            }
            CacheSnapshot<String> atLast = cache.snapshot();
            boolean counted = atLast.entries().stream().allMatch(entry -> entry.holders() == 0 && entry.waiting() == 0);
            boolean over =
                    cache.closeAsync(Duration.ofDays(1)).toCompletableFuture().isDone();
            if (mistakes.get() != 0 || made.get() != closed.get() || told.get() != 0 || !counted || !over) {
                throw new IllegalStateException(mistakes + " mistakes, " + made + " made, " + closed + " closed, "
                        + told + " told to be open, over: " + over + ", " + atLast);
            }
        }

        /** A value. */
        public static final class Rope {
            private final AtomicInteger closings = new AtomicInteger();
            private volatile boolean dead;
        }
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
        public boolean takeAndRelease() {
            return true;
        }

        public boolean takeAndReleaseTwice() {
            return true;
        }

        public boolean takeOut() {
            return true;
        }

        public boolean tickTwice() {
            return true;
        }

        public boolean dies() {
            return true;
        }

        public boolean close() {
            return true;
        }
    }
}
