// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.time.Time;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shell around a pool's functional core: takes decisions under the lock, one after the other, and has their effects run
 * when the lock is free again. It keeps the core's alarm, and knows when a closed pool is at its end.
 *
 * @param <K> the core
 * @param <E> the effects of one decision
 */
public final class Shell<K extends Shell.Core<E>, E extends Nesting.Batch> {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final K core;

    /** What came up on this thread while it decided something else. */
    @GuardedBy("lock")
    private final ArrayDeque<Decision<K, E>> deferred = new ArrayDeque<>();

    /** The alarm's timer. */
    @GuardedBy("lock")
    private Time.Scheduled ringing = () -> {};

    @GuardedBy("lock")
    private boolean closing;

    /** No connection is left after the pool was closed; stays so. */
    private volatile boolean empty;

    /** Completes when that is so, and all that led there has been told. */
    private final CompletableFuture<@Nullable Void> emptied = new CompletableFuture<>();

    private final Time time;
    private final Supplier<E> noEffects;
    private final Nesting<E> nesting;

    /**
     * @param noEffects what a decision adds its effects to
     * @param action runs them
     */
    public Shell(K core, Time time, Supplier<E> noEffects, Consumer<E> action) {
        this.core = core;
        this.time = time;
        this.noEffects = noEffects;
        this.nesting = new Nesting<>(action);
    }

    /**
     * Something happened: decides what to do about it, then does it. On a thread that is in a decision already, as when somebody
     * else's code under the lock comes back to us, it is decided right after that one.
     */
    public void decide(Decision<K, E> decision) {
        if (lock.isHeldByCurrentThread()) {
            defer(decision);
            return;
        }
        E effects = noEffects.get();
        try {
            take(decision, effects);
        } finally {
            nesting.run(effects); // also if a balancer of the user's threw: what was decided before is owed
            announceEmpty();
        }
    }

    /** Like {@link #decide}, for a thread that is going to wait for the outcome: nothing is put off. */
    public void decideNow(Decision<K, E> decision) {
        E effects = noEffects.get();
        try {
            take(decision, effects);
        } finally {
            nesting.runNow(effects);
            announceEmpty();
        }
    }

    private void defer(Decision<K, E> decision) {
        lock.lock();
        try {
            deferred.add(decision);
        } finally {
            lock.unlock();
        }
    }

    private void take(Decision<K, E> decision, E effects) {
        lock.lock();
        try {
            Decision<K, E> next = decision;
            while (next != null) {
                next.take(core, time.nanoTime(), effects);
                next = deferred.poll();
            }
            empty = closing && core.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread is in a decision. */
    public boolean isDeciding() {
        return lock.isHeldByCurrentThread();
    }

    /** How everything stands, as somebody sees it under the lock. */
    public <T> T look(Look<K, T> look) {
        lock.lock();
        try {
            return look.at(core, time.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Runs somebody else's code, which may come back to us. What it leads to is told before the pool's end is. */
    public void callOut(Runnable code) {
        try {
            nesting.callOut(code);
        } finally {
            announceEmpty();
        }
    }

    /** Whether the current thread is in one of the pool's callbacks, or deciding, and so must not wait for the pool. */
    public boolean isCallingOut() {
        return nesting.isInside() || isDeciding();
    }

    /** Sets a timer for the alarm. One at a time is kept: the one that the alarm is set for when we get here. */
    public void wake(long at) {
        Time.Scheduled unwanted =
                time.schedule(at - time.nanoTime(), () -> decide((core, now, effects) -> core.wake(at, now, effects)));
        lock.lock();
        try {
            if (core.isAwaited(at)) {
                Time.Scheduled replaced = ringing;
                ringing = unwanted;
                unwanted = replaced;
            }
        } finally {
            lock.unlock();
        }
        unwanted.cancel();
    }

    // ---- the end

    /** Has the core refuse and drain everything; false if that had been done before. */
    public boolean close() {
        E effects = noEffects.get();
        Time.Scheduled alarm;
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            alarm = ringing;
            core.shutdown(time.nanoTime(), effects);
            empty = core.isEmpty();
        } finally {
            lock.unlock();
        }
        alarm.cancel();
        nesting.runNow(effects);
        announceEmpty();
        return true;
    }

    /** Not before this thread is through with its effects: the pool's end is the last event. */
    private void announceEmpty() {
        if (empty && !nesting.isInside()) {
            emptied.complete(null);
        }
    }

    /** Whether no connection is left after {@link #close}, though perhaps not all that led there has been told. */
    public boolean isEmpty() {
        return empty;
    }

    /** Completes when no connection is left after {@link #close}, and all that led there has been told. */
    public CompletableFuture<@Nullable Void> emptied() {
        return emptied;
    }

    /** Waits for that, if need be; no longer if the thread is interrupted. */
    public void awaitEmptied(long nanos) {
        await(emptied, nanos);
    }

    /** Waits for an event that has no outcome; false if the thread was interrupted, and waits no longer. */
    public static boolean await(CompletableFuture<@Nullable Void> event, long nanos) {
        try {
            event.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return true;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    /** What decides. A plain object, used under the lock only. */
    public interface Core<E> {

        /** The time has come that was asked for. */
        void wake(long at, long now, E effects);

        /** Whether a timer for that moment is still of use. */
        boolean isAwaited(long at);

        /** Refuses everybody, and closes or drains everything. */
        void shutdown(long now, E effects);

        /** Whether no connection is left. */
        boolean isEmpty();
    }

    /** A step of the core's. */
    @FunctionalInterface
    public interface Decision<K, E> {
        void take(K core, long now, E effects);
    }

    /** A way to see how everything stands. */
    @FunctionalInterface
    public interface Look<K, T> {
        T at(K core, long now);
    }
}
