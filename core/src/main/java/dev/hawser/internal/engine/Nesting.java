// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps chains of effects from eating the stack. Effects call out: a transport that answers at once, a future whose
 * continuation returns the lease. What they call may lead to the next decision, whose effects call out in turn; ten
 * thousand waiters whose continuations return at once would be ten thousand calls deep. Here a thread goes down a few
 * dozen levels, and does what comes below when it is back at the lowest of them.
 *
 * @param <B> the effects of one decision
 */
public final class Nesting<B extends Nesting.Batch> {
    /*
     * State        per thread that is running effects: how deep it is, and what it has put off.
     * Who changes  The thread itself, and nobody else.
     * Never        keeps anything for a thread that is not inside run(); so it is no ThreadLocal, and virtual threads
     *              cost nothing. Puts off what a thread is about to wait for: see runNow.
     */

    /** Each level takes some twenty frames: 32 take a few dozen KiB of the stack, which is at least 512 KiB. */
    private static final int DEEPEST = 32;

    private final Map<Thread, Level<B>> levels = new ConcurrentHashMap<>();
    private final Consumer<B> action;

    /** @param action runs one batch */
    public Nesting(Consumer<B> action) {
        this.action = action;
    }

    /** Runs effects, perhaps a little later if this thread is deep down already. */
    public void run(B effects) {
        if (!effects.callsOut()) {
            action.accept(effects);
            return;
        }
        Level<B> level = here();
        if (level.depth >= DEEPEST) {
            level.putOff.add(effects);
            return;
        }
        descend(level, () -> action.accept(effects));
    }

    /** For a thread that will wait for what follows: puts nothing off, and does what has been put off. */
    public void runNow(B effects) {
        if (effects.callsOut() || isInside()) {
            descend(here(), () -> action.accept(effects));
        } else {
            action.accept(effects);
        }
    }

    /**
     * Runs somebody else's code that is no effect of a decision, and may come back to us all the same. What was put off is not
     * done behind it unless nobody else will: effects call out as well, so each would be done a level below the one before.
     */
    public void callOut(Runnable code) {
        Level<B> level = here();
        if (level.depth == 0) {
            descend(level, code);
        } else {
            code.run();
        }
    }

    /** Whether the current thread is running effects, or what they lead to: who waits here may wait for itself. */
    public boolean isInside() {
        return levels.containsKey(Thread.currentThread());
    }

    private Level<B> here() {
        return levels.computeIfAbsent(Thread.currentThread(), thread -> new Level<>());
    }

    private void descend(Level<B> level, Runnable code) {
        level.depth++;
        try {
            code.run();
            catchUp(level);
        } finally {
            level.depth--;
            if (level.depth == 0) {
                levels.remove(Thread.currentThread());
            }
        }
    }

    private void catchUp(Level<B> level) {
        @Nullable B next = level.putOff.poll();
        while (next != null) {
            action.accept(next);
            next = level.putOff.poll();
        }
    }

    /** What one decision leads to. */
    public interface Batch {

        /** Whether somebody else's code is run: a transport's, a listener's, a continuation. */
        boolean callsOut();
    }

    private static final class Level<B> {
        private final ArrayDeque<B> putOff = new ArrayDeque<>();
        private int depth;
    }
}
