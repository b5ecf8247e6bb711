// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
    private final FakeTime time = new FakeTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void readingsWrapAroundAndDifferencesDoNot() {
        long before = time.nanoTime();

        time.advance(Duration.ofSeconds(11));

        assertThat(time.nanoTime()).isNegative();
        assertThat(time.nanoTime() - before).isEqualTo(Duration.ofSeconds(11).toNanos());
    }

    @Test
    void noTaskRunsInsideSchedule() {
        time.schedule(-1, () -> ran.add("due at once"));
        assertThat(ran).isEmpty();

        time.advanceNanos(0);
        assertThat(ran).containsExactly("due at once");
    }

    @Test
    void tasksRunInOrderOfTimeAndThenOfSchedulingAcrossTheWrap() {
        time.schedule(Duration.ofSeconds(11).toNanos(), () -> ran.add("third"));
        time.schedule(5, () -> ran.add("first"));
        time.schedule(5, () -> ran.add("second"));

        time.advance(Duration.ofSeconds(12));

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void aTaskSeesTheMomentItWasDueAndWhatItSchedulesRunsInTheSameAdvance() {
        long start = time.nanoTime();
        time.schedule(10, () -> {
            ran.add("at " + (time.nanoTime() - start));
            time.schedule(10, () -> ran.add("at " + (time.nanoTime() - start)));
        });

        time.advanceNanos(100);

        assertThat(ran).containsExactly("at 10", "at 20");
        assertThat(time.elapsed()).isEqualTo(Duration.ofNanos(100));
    }

    @Test
    void whatIsNotDueStaysPending() {
        time.schedule(11, () -> ran.add("late"));

        time.advanceNanos(10);

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void aCancelledTaskNeverRunsAndIsNotPending() {
        Time.Scheduled scheduled = time.schedule(1, () -> ran.add("cancelled"));

        scheduled.cancel();
        scheduled.cancel();
        time.advanceNanos(2);

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isZero();
    }

    @Test
    void aTaskThatThrowsHarmsNoOtherAndIsReported() {
        time.schedule(1, () -> {
            throw new IllegalStateException("first");
        });
        time.schedule(2, () -> ran.add("second"));

        assertThatThrownBy(() -> time.advanceNanos(5))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("first");
        assertThat(ran).containsExactly("second");
        assertThat(time.elapsed()).isEqualTo(Duration.ofNanos(5));
    }

    @Test
    void runUntilIdleTakesAsLongAsTheLastTask() {
        time.schedule(Duration.ofDays(1).toNanos(), () -> ran.add("tomorrow"));

        time.runUntilIdle();

        assertThat(ran).containsExactly("tomorrow");
        assertThat(time.elapsed()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void runUntilIdleGivesUpOnATaskThatRenewsItself() {
        new Runnable() {
            @Override
            public void run() {
                time.schedule(1, this);
            }
        }.run();

        assertThatThrownBy(time::runUntilIdle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDelayOfForEverDoesNotOverflow() {
        time.advanceNanos(5);
        time.schedule(Long.MAX_VALUE, () -> ran.add("never"));

        time.advance(Duration.ofDays(365));

        assertThat(ran).isEmpty();
    }
}
