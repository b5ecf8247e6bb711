// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.http.HttpException;
import dev.hawser.console.sample.HistoryBudget;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.time.Time;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.time.InstantSource;
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
final class PoolPoller implements AutoCloseable {
    /** Between two rounds. */
    static final Duration STEP = Duration.ofSeconds(1);

    /** When a pool that was not seen counts as not seen. */
    static final Duration OLD = Duration.ofSeconds(3);

    /** How long a closed pool is still shown. */
    static final Duration AFTERLIFE = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Time time;
    private final InstantSource clock;
    private final Executor threads;
    private final int steps;
    private final Listener listener;
    private final HistoryBudget budget = new HistoryBudget();
    private final Map<String, PolledPool> pools = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    /** Hears what watching comes to. */
    interface Listener {
        /** All pools that answer have been seen again. */
        void seen();

        /** A pool that was closed is not shown any more. */
        void forgotten(String pool);
    }

    /** @param history how far back can be looked */
    PoolPoller(Time time, InstantSource clock, Executor threads, Duration history, Listener listener) {
        this.time = time;
        this.clock = clock;
        this.threads = threads;
        this.steps = (int) (history.toSeconds() / STEP.toSeconds());
        this.listener = listener;
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
        PolledPool added = new PolledPool(viewed, time, steps, budget, clock.instant());
        PolledPool known = pools.putIfAbsent(added.name(), added);
        while (known != null) {
            if (known.isOpen()) {
                added.clear();
                throw new IllegalArgumentException(
                        "pool: '" + added.name() + "' is watched already (expected: pools with different names)");
            }
            if (pools.replace(added.name(), known, added)) {
                known.clear();
                return;
            }
            known = pools.putIfAbsent(added.name(), added);
        }
    }

    /** A pool of that name has ended: if it is another that is shown, its place has been taken already. */
    void closed(String pool) {
        PolledPool known = pools.get(pool);
        if (known != null && !known.isOpen()) {
            known.close();
        }
    }

    /** Looks at all pools outside their turn, for something has been done to them. */
    void lookAgain() {
        round(false);
    }

    private void round(boolean step) {
        pools.values().stream().filter(PoolPoller::isOver).forEach(this::forget);
        List<PolledPool> ready =
                pools.values().stream().filter(PolledPool::begin).toList();
        Round round = new Round(ready.size());
        ready.forEach(pool -> run(() -> {
            if (step) {
                pool.step(clock.instant());
            } else {
                pool.look();
            }
            round.seen();
        }));
        time.schedule(PATIENCE.toNanos(), () -> run(round::end));
        if (ready.isEmpty()) {
            run(round::end);
        }
    }

    private void forget(PolledPool pool) {
        if (pools.remove(pool.name(), pool)) {
            pool.clear();
            listener.forgotten(pool.name());
        }
    }

    private static boolean isOver(PolledPool pool) {
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
                listener.seen();
            }
        }
    }

    /** All pools, by name. */
    List<PoolSample> samples() {
        return pools.values().stream().map(PolledPool::sample).toList();
    }

    /**
     * One of them.
     *
     * @throws HttpException if there is none of that name
     */
    PolledPool needed(String name) {
        return Optional.ofNullable(pools.get(name))
                .orElseThrow(() -> new HttpException(404, "there is no pool '" + name + "' here"));
    }

    @Override
    public void close() {
        closed = true;
        pools.clear();
    }
}
