// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.internal.Completions;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The shell around the {@link Ledger}: lock, loader, timer. Lets it decide, then does what it decided. */
final class Engine<K, V> implements Effect.Actions<K, V> {
    /*
     * State        All in the Ledger, under `lock`.
     * Who changes  Any thread, by decide(): under the lock the ledger says what follows, after it this thread does that.
     * Never        under the lock: load, judge, close, complete a future, call the listener, log.
     * Hot path     one short locked section to get a value that is there, one to release it. A call over the network
     *              follows, which takes a thousand times as long, so the simple way is good enough.
     * Why it holds One lock, one functional core. Whoever is about to get a value holds it already, from the same locked
     *              section that found it; so it cannot be closed while its loader is asked whether it is alive.
     *              Checked by stress/CacheStressTest.
     */
    private final Loader<K, V> loader;
    private final Duration loadTimeout;
    private final Time time;
    private final News<K> news;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Ledger<K, V> ledger;

    Engine(Loader<K, V> loader, Duration loadTimeout, Time time, News<K> news, Ledger<K, V> ledger) {
        this.loader = loader;
        this.loadTimeout = loadTimeout;
        this.time = time;
        this.news = news;
        this.ledger = ledger;
    }

    /** Completes when the cache is closed and everything that was in it. */
    CompletableFuture<Void> ended() {
        return over;
    }

    void act(BiConsumer<Ledger<K, V>, List<Effect<K, V>>> decision) {
        decide((core, effects) -> {
            decision.accept(core, effects);
            return true;
        });
    }

    <T> T decide(BiFunction<Ledger<K, V>, List<Effect<K, V>>, T> decision) {
        List<Effect<K, V>> effects = new ArrayList<>(2);
        T result;
        lock.lock();
        try {
            result = decision.apply(ledger, effects);
        } finally {
            lock.unlock();
        }
        news.deliver();
        effects.forEach(effect -> effect.run(this));
        return result;
    }

    @Override
    public void load(Entry<K, V> entry) {
        CompletableFuture<V> load = begin(entry.key);
        act((core, effects) -> core.begun(entry, load, effects));
        if (!load.isDone()) {
            Duration limit = loadTimeout;
            Throwable late = new TimeoutException("no answer within " + limit.toMillis() + "ms");
            Time.Scheduled alarm =
                    time.schedule(saturated(limit), () -> act((core, effects) -> core.failed(entry, late, effects)));
            onEnd(load, (value, problem) -> alarm.cancel());
        }
        onEnd(load, (value, problem) -> finish(entry, value, problem));
    }

    private CompletableFuture<V> begin(K key) {
        try {
            return requireNonNull(loader.load(key), "the loader's answer");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(Entry<K, V> entry, @Nullable V value, @Nullable Throwable problem) {
        if (value != null && isAlive(value)) {
            act((core, effects) -> core.loaded(entry, value, effects));
            return;
        }
        if (value != null) {
            closeLate(entry, value);
        }
        Throwable cause = problem == null ? new IllegalStateException("dead on arrival") : Completions.causeOf(problem);
        act((core, effects) -> core.failed(entry, cause, effects));
    }

    private boolean isAlive(V value) {
        try {
            return loader.isAlive(value);
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    @Override
    public void check(Claim<K, V> claim, Entry<K, V> entry, V value) {
        if (isAlive(value)) {
            serve(claim, entry, value);
        } else {
            act((core, effects) -> core.foundDead(claim, entry, effects));
        }
    }

    @Override
    public void serve(Claim<K, V> claim, Entry<K, V> entry, V value) {
        claim.serve(new Handle<>(this, entry, value));
    }

    @Override
    public void close(Entry<K, V> entry, V value) {
        @Nullable Throwable problem = end(value);
        act((core, effects) -> core.ended(entry, problem, effects));
    }

    @Override
    public void closeLate(Entry<K, V> entry, V value) {
        @Nullable Throwable problem = end(value);
        if (problem != null) {
            news.add(new CacheEvent.CloseFailed<>(entry.key, problem));
            news.deliver();
        }
    }

    private @Nullable Throwable end(V value) {
        try {
            loader.close(value);
            return null;
        } catch (Exception | Error e) {
            return e;
        }
    }

    @Override
    public void over() {
        over.complete(null);
    }

    static long saturated(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows is ours and throws nothing
    static <T> void onEnd(CompletableFuture<T> future, Ending<T> ending) {
        future.whenComplete(ending::ended);
    }

    @FunctionalInterface
    interface Ending<T> {
        void ended(@Nullable T value, @Nullable Throwable problem);
    }
}
