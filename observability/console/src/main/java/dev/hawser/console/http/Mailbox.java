// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one reader of a stream has not been sent yet: the latest state, and some news. A newer state takes the place of an older
 * one; of too many news the oldest are dropped. Putting in never waits for the reader.
 */
final class Mailbox {
    static final int MOST_NEWS = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    @GuardedBy("lock")
    private byte @Nullable [] state;

    @GuardedBy("lock")
    private final Queue<byte[]> news = new ArrayDeque<>();

    void state(byte[] latest) {
        lock.lock();
        try {
            state = latest;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    void news(byte[] latest) {
        lock.lock();
        try {
            if (news.size() == MOST_NEWS) {
                news.remove();
            }
            news.add(latest);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** All there is, news first; waits for it so long, and then gives nothing. */
    List<byte[]> take(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (state == null && news.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
            List<byte[]> all = new ArrayList<>(news);
            news.clear();
            if (state != null) {
                all.add(state);
                state = null;
            }
            return all;
        } finally {
            lock.unlock();
        }
    }
}
