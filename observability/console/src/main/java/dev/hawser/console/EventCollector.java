// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.Timeline;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.event.PoolEvent;
import dev.hawser.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Hears events, puts them into words on a thread of the console's, ten times a second at most, and publishes what is new.
 *
 * <p>Hearing is an append to a queue without a lock. The queue is bounded: what comes while it is full is counted, and lost.
 */
final class EventCollector {
    static final int MOST_UNREAD = 4096;
    static final int MOST_AT_ONCE = 50; // a page shows no more; what is older is in the timeline
    static final Duration GAP = Duration.ofMillis(100);

    private final Time time;
    private final InstantSource clock;
    private final Executor threads;
    private final Consumer<List<TimelineEntry>> publish;
    private final Queue<Heard> unread = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicBoolean summoned = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String lastLost = "";

    @GuardedBy("lock")
    private final Timeline timeline = new Timeline();

    private record Heard(Instant at, PoolEvent event) {}

    EventCollector(Time time, InstantSource clock, Executor threads, Consumer<List<TimelineEntry>> publish) {
        this.time = time;
        this.clock = clock;
        this.threads = threads;
        this.publish = publish;
    }

    /** On the pool's thread. */
    void hear(PoolEvent event) {
        if (length.incrementAndGet() > MOST_UNREAD) {
            length.decrementAndGet();
            lastLost = event.pool();
            lost.incrementAndGet();
        } else {
            unread.add(new Heard(clock.instant(), event));
        }
        summon();
    }

    private void summon() {
        if (summoned.compareAndSet(false, true)) {
            time.schedule(GAP.toNanos(), this::readElsewhere);
        }
    }

    private void readElsewhere() {
        try {
            threads.execute(this::read);
        } catch (RejectedExecutionException ended) {
            // the console is closed
        }
    }

    /** By one thread at a time: whoever comes in between summons nobody. What fails here must not be the last reading. */
    private void read() {
        try {
            List<TimelineEntry> news = readUnread();
            if (!news.isEmpty()) {
                publish.accept(news);
            }
        } finally {
            summoned.set(false);
            if (!unread.isEmpty()) {
                summon();
            }
        }
    }

    private List<TimelineEntry> readUnread() {
        Deque<TimelineEntry> news = new ArrayDeque<>();
        lock.lock();
        try {
            // No more than the queue holds, so that events that come without a pause don't keep the lock.
            for (int i = 0; i < MOST_UNREAD; i++) {
                Heard heard = unread.poll();
                if (heard == null) {
                    break;
                }
                length.decrementAndGet();
                keep(news, timeline.add(heard.at(), heard.event()));
            }
            int missing = lost.getAndSet(0);
            if (missing > 0) {
                keep(news, timeline.add(clock.instant(), new PoolEvent.EventsLost(lastLost, missing)));
            }
            return List.copyOf(news);
        } finally {
            lock.unlock();
        }
    }

    private static void keep(Deque<TimelineEntry> news, TimelineEntry latest) {
        if (news.size() == MOST_AT_ONCE) {
            news.removeLast();
        }
        news.addFirst(latest);
    }

    List<TimelineEntry> entries(Optional<String> pool, Optional<String> endpoint, int most) {
        lock.lock();
        try {
            return timeline.entries(pool, endpoint, most);
        } finally {
            lock.unlock();
        }
    }

    List<Failure> failures(Optional<String> pool, int most) {
        lock.lock();
        try {
            return timeline.failures(pool, most);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a pool that has ended, but not what another of its name has told since. */
    void forget(String pool) {
        lock.lock();
        try {
            timeline.remove(pool);
        } finally {
            lock.unlock();
        }
    }
}
