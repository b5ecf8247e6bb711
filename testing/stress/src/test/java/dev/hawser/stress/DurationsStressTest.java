// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.internal.Durations;
import dev.hawser.view.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Durations under the hands of many threads: none is lost, and no later look shows less than an earlier one. Each round has a
 * recorder of its own, because the arrays that a loser of the race might write to are put in place at its beginning.
 */
@Tag("long")
class DurationsStressTest {

    private static final int THREADS = 8;
    private static final int EACH = 2_000;
    private static final int ROUNDS = 100 * Integer.getInteger("hawser.stress", 1);

    @Test
    void noneIsLostAndNoLaterLookShowsLess() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Durations durations = new Durations();
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(new Thread(() -> record(durations, begin)));
            }
            AtomicBoolean done = new AtomicBoolean();
            AtomicBoolean fell = new AtomicBoolean();
            Thread looking = new Thread(() -> fell.set(falls(durations, done)));
            threads.forEach(Thread::start);
            looking.start();

            begin.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            done.set(true);
            looking.join();

            Histogram all = durations.histogram();
            assertThat(all.count()).isEqualTo(THREADS * EACH);
            assertThat(all.total().toNanos()).isEqualTo(THREADS * (EACH * (EACH - 1L) / 2) * 1_000);
            assertThat(fell).as("a later look showed less").isFalse();
        }
    }

    private static void record(Durations durations, CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < EACH; i++) {
            durations.record(i * 1_000L);
        }
    }

    private static boolean falls(Durations durations, AtomicBoolean done) {
        long before = 0;
        while (!done.get()) {
            long now = durations.histogram().count();
            if (now < before) {
                return true;
            }
            before = now;
        }
        return false;
    }
}
