// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.pool.UseTimes;
import dev.hawser.testkit.FakeTime;
import dev.hawser.view.Timing;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which uses of a pool are timed. */
class UseTimesTest {

    private final FakeTime time = new FakeTime();
    private final UseTimes uses = new UseTimes(Timing.SAMPLED, time);
    private long number;

    /** Uses of no length, so far apart. @return how many of them were timed */
    private int use(int times, Duration apart) {
        int timed = 0;
        for (int i = 0; i < times; i++) {
            if (uses.takes(number++)) {
                uses.end(uses.begin());
                timed++;
            }
            time.advance(apart);
        }
        return timed;
    }

    @Test
    void whileThereAreFewEachIsTimed() {
        assertThat(use(1_000, Duration.ofMillis(1))).isEqualTo(1_000);
        assertThat(uses.histogram().count()).isEqualTo(1_000);
    }

    /** 8,000 a second cost less than a thousandth of one processor. */
    @Test
    void ofManyNoMoreThanSomeThousandASecondAre() {
        use(1_000_000, Duration.ofNanos(100));

        int inASecond = use(10_000_000, Duration.ofNanos(100));

        assertThat(inASecond).isBetween(1_000, 8_000);
    }

    /** Somebody who alternates between long and short uses must not see one kind only. */
    @Test
    void theyKeepStepWithNoRhythm() {
        int[] timed = new int[8];
        use(100_000, Duration.ofNanos(1_000));
        for (int i = 0; i < 1_000_000; i++) {
            if (uses.takes(number++)) {
                uses.end(uses.begin());
                timed[i % 8]++;
            }
            time.advance(Duration.ofNanos(1_000));
        }

        int fair = Arrays.stream(timed).sum() / 8;
        assertThat(fair).isGreaterThan(100);
        for (int each : timed) {
            assertThat(each).isBetween(fair / 2, fair * 2);
        }
    }

    /** Or the next to be timed after a rush would be one in thousands, which may take hours to come. */
    @Test
    void whoeverLooksSeesTheFewThatFollowARush() {
        use(1_000_000, Duration.ofNanos(20));
        long before = uses.histogram().count();

        use(50, Duration.ofSeconds(1));

        assertThat(uses.histogram().count() - before).isEqualTo(50);
    }

    @Test
    void afterARushThatNobodySawMoreAreTimedStepByStep() {
        use(1_000_000, Duration.ofNanos(20));

        use(100_000, Duration.ofMillis(2));

        assertThat(use(100, Duration.ofMillis(2))).isEqualTo(100);
    }

    @Test
    void offTimesNone() {
        UseTimes off = new UseTimes(Timing.OFF, time);

        for (int i = -1_000; i < 1_000; i++) {
            assertThat(off.takes(i)).isFalse();
        }
        assertThat(off.histogram().count()).isZero();
        assertThat(off.takes(0)).isFalse();
    }
}
