// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Duration ARRIVAL = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();
    private final QueuedExecutor threads = new QueuedExecutor();
    private final Workers workers = new Workers(threads, time, new Workers.Limits(2, 1, ARRIVAL, LIMIT));
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
        assertThat(done).hasSize(5);
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

    /** Those that wait for long are the least likely to be waited for still, and may be half a request each. */
    @Test
    void theNewestIsTheNextWhenAllThreadsAreTaken() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            workers.execute(() -> done.add(number));
        }

        threads.runAll();

        assertThat(done).containsExactly(0, 1, 4, 3, 2);
    }

    @Test
    void whatDoesNotArriveInTimeIsInterrupted() {
        boolean[] interrupted = {true, false};
        workers.execute(() -> {
            time.advance(ARRIVAL.minusNanos(1));
            interrupted[0] = Thread.interrupted();
            time.advance(Duration.ofNanos(1));
            interrupted[1] = Thread.interrupted();
        });
        threads.runAll();

        assertThat(interrupted).containsExactly(false, true);
    }

    @Test
    void whatHasArrivedHasTheTimeOfAnAnswer() {
        boolean[] interrupted = {true, false};
        workers.execute(() -> {
            time.advance(ARRIVAL.minusNanos(1));
            arrive();
            time.advance(LIMIT.minusNanos(1));
            interrupted[0] = Thread.interrupted();
            time.advance(Duration.ofNanos(1));
            interrupted[1] = Thread.interrupted();
        });
        threads.runAll();

        assertThat(interrupted).containsExactly(false, true);
    }

    /** It was refused as if too many were being answered. */
    @Test
    void whatHasArrivedInTheLastMomentIsAnswered() {
        boolean[] interrupted = {true};
        workers.execute(() -> {
            time.advance(ARRIVAL);
            arrive();
            interrupted[0] = Thread.interrupted();
        });
        threads.runAll();

        assertThat(interrupted).containsExactly(false);
    }

    private void arrive() {
        try {
            workers.arrived();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Of those that have a thread, one may be answered here. */
    @Test
    void anAnswerWaitsForItsTurnOverAllRequestsThatHaveArrived() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Workers real = new Workers(task -> new Thread(task).start(), time, new Workers.Limits(2, 1, ARRIVAL, LIMIT));
        Queue<String> told = new ConcurrentLinkedQueue<>();
        real.execute(() -> {
            quietly(real::arrived);
            first.countDown();
            quietly(end::await);
            told.add("first");
        });
        first.await();
        real.execute(() -> {
            quietly(real::arrived);
            told.add("second");
        });
        end.countDown();

        await().untilAsserted(() -> assertThat(told).containsExactly("first", "second"));
    }

    @Test
    void whoseTurnDoesNotComeInTimeIsToldSoAndKeepsNoPlace() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Workers real = new Workers(task -> new Thread(task).start(), time, new Workers.Limits(2, 1, ARRIVAL, LIMIT));
        Queue<String> told = new ConcurrentLinkedQueue<>();
        real.execute(() -> {
            quietly(real::arrived);
            first.countDown();
            try {
                end.await();
            } catch (InterruptedException itsTimeIsUp) {
                quietly(end::await); // as one that takes no notice
            }
        });
        first.await();
        real.execute(() -> {
            try {
                real.arrived();
                told.add("answered");
            } catch (HttpException late) {
                told.add("late");
            } catch (InterruptedException unexpected) {
                told.add("interrupted");
            }
        });

        await().untilAsserted(() -> {
            time.advance(LIMIT);
            assertThat(told).containsExactly("late");
        });
        end.countDown();
        real.execute(() -> {
            quietly(real::arrived);
            told.add("next");
        });
        await().untilAsserted(() -> assertThat(told).containsExactly("late", "next"));
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static void quietly(Waiting waiting) {
        try {
            waiting.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
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
