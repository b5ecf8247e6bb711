// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.time.Time;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at each pool once a second, each on a thread of its own, and tells when a round is over: when all have been seen,
 * or a quarter of a second has passed, because one that hangs must not keep the others from being shown.
 */
final class Watching implements AutoCloseable {
    /** Between two rounds. */
    static final Duration STEP = Duration.ofSeconds(1);

    /** When a pool that was not seen counts as not seen. */
    static final Duration OLD = Duration.ofSeconds(3);

    /** How long a closed pool is still shown. */
    static final Duration AFTERLIFE = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Time time;
    private final Executor threads;
    private final Runnable afterRound;
    private final Map<String, Watched> pools = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    Watching(Time time, Executor threads, Runnable afterRound) {
        this.time = time;
        this.threads = threads;
        this.afterRound = afterRound;
    }

    void start() {
        schedule();
    }

    private void schedule() {
        if (!closed) {
            time.schedule(STEP.toNanos(), () -> {
                schedule();
                round(true);
            });
        }
    }

    void watch(Viewed viewed) {
        PoolView first = viewed.view();
        pools.compute(first.pool(), (name, known) -> {
            if (known != null && known.closedForNanos().isEmpty()) {
                throw new IllegalArgumentException(
                        "pool: '" + name + "' is watched already (expected: pools with different names)");
            }
            return new Watched(viewed, first, time);
        });
    }

    void closed(String pool) {
        Watched known = pools.get(pool);
        if (known != null) {
            known.close();
        }
    }

    /** Looks at all pools outside their turn, for something has been done to them. */
    void lookAgain() {
        round(false);
    }

    private void round(boolean step) {
        pools.values().removeIf(Watching::isOver);
        List<Watched> ready = pools.values().stream().filter(Watched::begin).toList();
        Round round = new Round(ready.size());
        ready.forEach(pool -> run(() -> {
            pool.look(step);
            round.seen();
        }));
        time.schedule(PATIENCE.toNanos(), () -> run(round::end));
        if (ready.isEmpty()) {
            run(round::end);
        }
    }

    private static boolean isOver(Watched pool) {
        OptionalLong since = pool.closedForNanos();
        return since.isPresent() && since.getAsLong() > AFTERLIFE.toNanos();
    }

    private void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException ended) {
            // closed in the meantime
        }
    }

    /** Ends once, at the last look or before. */
    private final class Round {
        private final AtomicInteger left;
        private final AtomicBoolean over = new AtomicBoolean();

        Round(int looks) {
            left = new AtomicInteger(looks);
        }

        void seen() {
            if (left.decrementAndGet() == 0) {
                end();
            }
        }

        void end() {
            if (over.compareAndSet(false, true) && !closed) {
                afterRound.run();
            }
        }
    }

    /** All pools, by name. */
    List<PoolSample> samples() {
        return pools.values().stream().map(Watched::sample).toList();
    }

    Optional<Watched> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    @Override
    public void close() {
        closed = true;
        pools.clear();
    }
}
