// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What one server did: answers and their latencies, since the start and over the latest few ticks, and failures.
 *
 * <p>Safe for use by any thread. Recording takes no lock; reading and ticking do.
 */
public final class Score {

    /** Ticks that make up "now". */
    public static final int WINDOW_TICKS = 12;

    /** Failures by more causes than these are counted as {@value #OTHER}. */
    static final int MAX_CAUSES = 20;

    static final String OTHER = "other causes";

    private static final int WINDOW_DIGITS = 2;
    private static final int TOTAL_DIGITS = 3;

    private final Recorder recorder = new Recorder(TOTAL_DIGITS);
    private final LongAdder failures = new LongAdder();
    private final Map<String, LongAdder> causes = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Histogram total = Latencies.histogram(TOTAL_DIGITS);
    private final Deque<Histogram> window = new ArrayDeque<>();

    public void answered(long nanos) {
        recorder.recordValue(Latencies.toMicros(nanos));
    }

    public void failed(String cause) {
        failures.increment();
        // A server that answers nonsense answers a different one each time.
        String counted = causes.size() < MAX_CAUSES || causes.containsKey(cause) ? cause : OTHER;
        causes.computeIfAbsent(counted, c -> new LongAdder()).increment();
    }

    public long failures() {
        return failures.sum();
    }

    /** Failures by cause, in words. */
    public Map<String, Long> causes() {
        Map<String, Long> counts = new TreeMap<>();
        causes.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }

    /** Ends the current tick; what was recorded in the one that leaves the window is only in the total from now on. */
    public void tick() {
        lock.lock();
        try {
            Histogram latest = Latencies.histogram(WINDOW_DIGITS);
            latest.add(drain());
            window.addLast(latest);
            if (window.size() > WINDOW_TICKS) {
                window.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Answers of the ticks in the window. */
    public Latencies recent() {
        lock.lock();
        try {
            Histogram sum = Latencies.histogram(WINDOW_DIGITS);
            window.forEach(sum::add);
            return Latencies.of(sum);
        } finally {
            lock.unlock();
        }
    }

    /** All answers so far. */
    public Histogram total() {
        lock.lock();
        try {
            drain();
            return total.copy();
        } finally {
            lock.unlock();
        }
    }

    private Histogram drain() {
        Histogram latest = recorder.getIntervalHistogram();
        total.add(latest);
        return latest;
    }
}
