// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import static java.util.Objects.requireNonNull;

import dev.hawser.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Values by key, each loaded once however many ask for it, shared by all who hold it, and closed when nobody has for a
 * while.
 *
 * <p>Guarantees: one load at a time per key, and different keys load at the same time. A value that somebody holds is not
 * closed, except by the end of {@link #close(Duration)}; a value that is closed, or that its loader calls dead, is not
 * given to anybody. Each value is closed exactly once. A handle counts once, however often it is closed.
 *
 * <p>Not guaranteed: that a value doesn't die in the hands of its holder, and that a load which nobody waits for any more
 * ends early: it goes on, for who asks next.
 *
 * <p>Safe for use by any thread. Loading, closing, listeners and the continuations of futures run without any lock held,
 * on the thread whose call led to them.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class SharedCache<K, V> implements AutoCloseable {
    /** How long {@link #close()} lets holders keep what they hold. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Time time;
    private final Engine<K, V> engine;

    /**
     * @param name in exceptions, such as {@code connector 'backends'}
     * @param time for deadlines; it must outlive the cache
     */
    public SharedCache(String name, Loader<K, V> loader, CacheOptions options, CacheListener<K> listener, Time time) {
        this.name = requireNonNull(name, "name");
        this.time = requireNonNull(time, "time");
        News<K> news = new News<>(requireNonNull(listener, "listener"));
        Ledger<K, V> ledger = new Ledger<>(name, options, news);
        this.engine = new Engine<>(requireNonNull(loader, "loader"), options.loadTimeout(), time, news, ledger);
    }

    /**
     * Takes a share in the value for a key, loading it if there is none. Does not block.
     *
     * <p>The answer is this caller's alone: cancelling it takes nobody else's away, and leaves nothing behind.
     *
     * @return completes with a handle, to be closed once; or exceptionally with {@link LoadFailedException},
     *     {@link CacheFullException} or {@link CacheClosedException}
     */
    public CompletableFuture<Handle<K, V>> acquireAsync(K key) {
        Claim<K, V> claim = request(key);
        watch(claim);
        return claim.answer;
    }

    /**
     * Like {@link #acquireAsync(Object)}, with a time limit of this caller's own.
     *
     * @param timeout after which the answer is {@link CacheTimeoutException}; zero takes only what is there already
     */
    public CompletableFuture<Handle<K, V>> acquireAsync(K key, Duration timeout) {
        checkTimeout(timeout);
        Claim<K, V> claim = request(key);
        if (!claim.answer.isDone()) {
            Time.Scheduled alarm = time.schedule(
                    Engine.saturated(timeout), () -> claim.refuse(new CacheTimeoutException(name, key, timeout)));
            Engine.onEnd(claim.answer, (handle, problem) -> alarm.cancel());
        }
        watch(claim);
        return claim.answer;
    }

    /**
     * Takes a share in the value for a key, and waits for it as long as the load may take.
     *
     * @return a handle, to be closed once
     * @throws LoadFailedException if it could not be loaded
     * @throws CacheFullException if there is no room for another key
     * @throws CacheClosedException if the cache is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits; it then holds nothing
     */
    public Handle<K, V> acquire(K key) throws InterruptedException {
        return await(acquireAsync(key));
    }

    /**
     * Like {@link #acquire(Object)}, for no longer than {@code timeout}.
     *
     * @throws CacheTimeoutException if the time is over
     */
    public Handle<K, V> acquire(K key, Duration timeout) throws InterruptedException {
        return await(acquireAsync(key, timeout));
    }

    private Claim<K, V> request(K key) {
        Claim<K, V> claim = new Claim<>(requireNonNull(key, "key"));
        engine.act((core, effects) -> core.request(claim, effects));
        return claim;
    }

    /** Sees to it that a caller who goes is no longer waited for. */
    private void watch(Claim<K, V> claim) {
        if (!claim.answer.isDone()) {
            Engine.onEnd(claim.answer, (handle, problem) -> {
                if (problem != null) {
                    engine.act((core, effects) -> core.leave(claim, effects));
                }
            });
        }
    }

    private Handle<K, V> await(CompletableFuture<Handle<K, V>> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
                answer.join().close(); // it came at this very moment
            }
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw (RuntimeException)
                        problem.fillInStackTrace(); // it is this caller's alone, so show where he asked
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * The tick: closes what nobody has held during two ticks in a row (or {@link CacheOptions#unusedTicks()}), counted from
     * the last release. Being held between two ticks starts the count again.
     *
     * @return the keys of what was closed
     */
    public List<K> expire() {
        return engine.decide(Ledger::tick);
    }

    /**
     * Takes a value out of the cache at once: who asks next gets another. It is closed when the last of those who hold it
     * or wait for it has released it; at once, if there is none.
     *
     * @return whether there was one, or one was being loaded
     */
    public boolean closeOnRelease(K key) {
        requireNonNull(key, "key");
        return engine.decide((core, effects) -> core.closeOnRelease(key, effects));
    }

    /**
     * Like {@link #closeOnRelease}, but only if it is that very value: for who has heard that it is dead.
     *
     * @return whether it was in the cache
     */
    public boolean retire(K key, V value) {
        return engine.decide((core, effects) -> core.retire(key, value, effects));
    }

    /** How it stands. */
    public CacheSnapshot<K> snapshot() {
        return engine.decide((core, effects) -> core.snapshot());
    }

    /**
     * Refuses those who wait and those who come, ends loads, closes what nobody holds, and what is held when it is
     * released, or by force after {@code drain}. Blocks until all that has happened. Idempotent; an interrupt ends the
     * patience and is kept.
     */
    public void close(Duration drain) {
        checkTimeout(drain);
        engine.act(Ledger::closeAll);
        try {
            engine.ended().get(Engine.saturated(drain), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            engine.act(Ledger::force);
        } catch (InterruptedException e) {
            engine.act(Ledger::force);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Like {@link #close(Duration)} without blocking; the stage completes when everything is closed. */
    public CompletionStage<Void> closeAsync(Duration drain) {
        checkTimeout(drain);
        engine.act(Ledger::closeAll);
        if (!engine.ended().isDone()) {
            Time.Scheduled patience = time.schedule(Engine.saturated(drain), () -> engine.act(Ledger::force));
            Engine.onEnd(engine.ended(), (nothing, problem) -> patience.cancel());
        }
        return engine.ended().minimalCompletionStage();
    }

    /** {@link #close(Duration)} with {@link #DEFAULT_CLOSE_TIMEOUT}. */
    @Override
    public void close() {
        close(DEFAULT_CLOSE_TIMEOUT);
    }

    private static void checkTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
    }
}
