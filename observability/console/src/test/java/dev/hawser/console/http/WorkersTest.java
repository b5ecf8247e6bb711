// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();
    private final QueuedExecutor threads = new QueuedExecutor();
    private final Workers workers = new Workers(threads, time, 2, LIMIT);
    private final List<Integer> done = new ArrayList<>();

    @Test
    void noMoreRunAtATimeThanMay() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            workers.execute(() -> done.add(number));
        }
        assertThat(threads.size()).isEqualTo(2);

        threads.runNext();
        assertThat(done).containsExactly(0);
        assertThat(threads.size()).isEqualTo(2);

        threads.runAll();
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aRequestThatThrowsDoesNotKeepItsPlace() {
        for (int i = 0; i < 4; i++) {
            workers.execute(() -> {
                throw new IllegalStateException("out of order");
            });
        }
        for (int i = 0; i < 4; i++) {
            try {
                threads.runNext();
            } catch (IllegalStateException expected) {
                done.add(i);
            }
        }
        workers.execute(() -> done.add(99));
        threads.runAll();

        assertThat(done).containsExactly(0, 1, 2, 3, 99);
    }

    @Test
    void whatTakesTooLongIsInterrupted() {
        boolean[] interrupted = {false};
        workers.execute(() -> {
            time.advance(LIMIT);
            interrupted[0] = Thread.interrupted();
        });
        threads.runAll();

        assertThat(interrupted[0]).isTrue();
    }

    /** Its thread does something else by then. */
    @Test
    void whatHasEndedIsNotInterruptedLater() {
        workers.execute(() -> done.add(1));
        threads.runAll();

        time.advance(LIMIT.multipliedBy(2));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(done).containsExactly(1);
    }
}
