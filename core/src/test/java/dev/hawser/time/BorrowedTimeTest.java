// SPDX-License-Identifier: Apache-2.0
package dev.hawser.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BorrowedTimeTest {

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final BorrowedTime time = new BorrowedTime(timers);

    @AfterEach
    void end() {
        timers.shutdownNow();
    }

    @Test
    void aTaskRunsOnTheLendersThreadAlsoAfterOneThatThrew() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        time.schedule(0, () -> {
            throw new IllegalStateException("thrown by a test");
        });

        time.schedule(-1, ran::countDown);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatIsCancelledDoesNotRun() {
        Time.Scheduled task = time.schedule(Duration.ofHours(1).toNanos(), () -> {});

        task.cancel();

        assertThat(timers.shutdownNow()).allMatch(each -> ((java.util.concurrent.Future<?>) each).isCancelled());
    }

    @Test
    void onceTheLenderHasEndedItTasksAreDropped() {
        timers.shutdownNow();

        assertThatCode(() -> time.schedule(0, () -> {}).cancel()).doesNotThrowAnyException();
    }
}
