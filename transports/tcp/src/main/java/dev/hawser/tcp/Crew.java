// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads and the clock a transport works with: its own, or its user's.
 *
 * <p>Its own start with the first work and end with {@link #dismiss()}; work that comes later starts them again. One
 * transport may serve several pools, of which one closes first.
 */
final class Crew {
    /*
     * State        hands: null ─work→ Hands ─dismiss→ null, any number of times. Unused where the user supplies both.
     * Who changes  Any thread, by CAS on `hands`; who loses ends the hands it made, which have no thread yet.
     * Never        holds a lock; interrupts work under way: dismissed threads finish what they have.
     * Hot path     none: connecting and closing.
     * Why it holds Work given to hands that were dismissed a moment ago is refused by their executor, and asked of new
     *              ones. The hands of a dismissal are shut down by the thread that took them out, exactly once.
     */
    private final String name;
    private final Optional<Executor> executor;
    private final Optional<Time> time;
    private final AtomicReference<@Nullable Hands> hands = new AtomicReference<>();

    private Crew(String name, Optional<Executor> executor, Optional<Time> time) {
        this.name = name;
        this.executor = executor;
        this.time = time;
    }

    /** Daemon threads of its own, called after {@code name}. */
    static Crew own(String name) {
        return new Crew(name, Optional.empty(), Optional.empty());
    }

    static Crew of(Executor executor, Time time) {
        return new Crew("", Optional.of(executor), Optional.of(time));
    }

    /** Runs work that may block, starting threads if need be. */
    void run(Runnable work) {
        if (executor.isPresent()) {
            executor.get().execute(work);
            return;
        }
        Hands current = hands();
        try {
            current.executor.execute(work);
        } catch (RejectedExecutionException dismissed) {
            hands.compareAndSet(current, null);
            hands().executor.execute(work);
        }
    }

    Time time() {
        return time.isPresent() ? time.get() : hands().time;
    }

    /**
     * Runs the rest of work that was begun: on a thread of the crew's, or here if it has been dismissed. Unlike
     * {@link #run} it never starts threads that nobody would end.
     */
    void finish(Runnable rest) {
        try {
            Hands current = hands.get();
            if (executor.isPresent()) {
                executor.get().execute(rest);
                return;
            } else if (current != null) {
                current.executor.execute(rest);
                return;
            }
        } catch (RejectedExecutionException dismissed) {
            // Here, then.
        }
        rest.run();
    }

    /** The clock, unless the crew has been dismissed. */
    Optional<Time> timeIfAny() {
        Hands current = hands.get();
        return time.isPresent() || current == null ? time : Optional.of(current.time);
    }

    private Hands hands() {
        Hands current = hands.get();
        while (current == null) {
            Hands made = new Hands(Threads.blocking("hawser-" + name), new SystemTime(name));
            if (hands.compareAndSet(null, made)) {
                return made;
            }
            made.end();
            current = hands.get();
        }
        return current;
    }

    /** Ends the threads of its own as soon as they have no work; what timers wait for never happens. */
    void dismiss() {
        Hands current = hands.getAndSet(null);
        if (current != null) {
            current.end();
        }
    }

    private record Hands(ExecutorService executor, SystemTime time) {
        void end() {
            time.close();
            executor.shutdown();
        }
    }
}
