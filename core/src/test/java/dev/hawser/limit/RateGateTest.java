// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.limit.RateLimit.Charge;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateGateTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final RateGate tenPerSecond = new RateGate(RateLimit.perSecond(10), 0);

    @Test
    void theNextPermitIsAnIntervalAfterTheLast() {
        assertThat(tenPerSecond.tryAcquire(0)).isTrue();
        assertThat(tenPerSecond.tryAcquire(SECOND)).isTrue();

        assertThat(tenPerSecond.tryAcquire(SECOND)).isFalse();
        assertThat(tenPerSecond.waitNanos(SECOND, 0)).isEqualTo(100 * MS);
        assertThat(tenPerSecond.tryAcquire(SECOND + 99 * MS)).isFalse();
        assertThat(tenPerSecond.tryAcquire(SECOND + 101 * MS)).isTrue();
    }

    @Test
    void aPermitIsFreeExactlyWhenTheWaitEnds() {
        assertThat(tenPerSecond.tryAcquire(0)).isTrue();

        assertThat(tenPerSecond.tryAcquire(100 * MS - 1)).isFalse();
        assertThat(tenPerSecond.waitNanos(100 * MS, 0)).isZero();
        assertThat(tenPerSecond.tryAcquire(100 * MS)).isTrue();
    }

    /** PT34 as far as a gate can tell: who is refused, and who only asks, has consumed nothing. */
    @Test
    void aRefusalAndAQuestionCostNothing() {
        assertThat(tenPerSecond.tryAcquire(0)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(tenPerSecond.tryAcquire(50 * MS)).isFalse();
            assertThat(tenPerSecond.waitNanos(50 * MS, i)).isPositive();
        }

        assertThat(tenPerSecond.tryAcquire(100 * MS)).isTrue();
    }

    @Test
    void othersWhoWaitComeFirst() {
        assertThat(tenPerSecond.waitNanos(0, 3)).isEqualTo(300 * MS);
        assertThat(tenPerSecond.tryAcquire(0)).isTrue();

        assertThat(tenPerSecond.waitNanos(40 * MS, 0)).isEqualTo(60 * MS);
        assertThat(tenPerSecond.waitNanos(40 * MS, 3)).isEqualTo(360 * MS);
        assertThat(tenPerSecond.waitNanos(0, Integer.MAX_VALUE)).isGreaterThan(200_000_000 * SECOND);
    }

    @Test
    void aBurstComesAtOnceAndThenTheRate() {
        RateGate gate = new RateGate(RateLimit.perSecond(10).withBurst(3), 0);

        assertThat(grants(gate, 0, 10)).isEqualTo(3);
        assertThat(gate.waitNanos(0, 0)).isEqualTo(100 * MS);
        assertThat(grants(gate, 100 * MS, 10)).isEqualTo(1);
        assertThat(gate.waitNanos(SECOND, 2)).isZero();
        assertThat(gate.waitNanos(SECOND, 3)).isEqualTo(100 * MS);
    }

    /** PT31, PT36's model: in no span are there more grants than burst + rate * span. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noSpanHasMoreGrantsThanBurstAndRateAllow(int seed) {
        Random random = new Random(seed);
        int burst = 1 + random.nextInt(5);
        long interval = 10 * MS;
        long start = random.nextLong();
        RateGate gate = new RateGate(RateLimit.perSecond(100).withBurst(burst), start);
        Deque<Long> times = new ArrayDeque<>();

        long now = start;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(5) == 0 ? random.nextInt(60) * MS : random.nextInt((int) (3 * MS));
            if (gate.tryAcquire(now)) {
                times.addLast(now);
            }
            if (times.size() > burst) { // the first of burst + 1 grants is at least an interval before the last
                long span = times.getLast() - times.removeFirst();
                assertThat(span).isGreaterThanOrEqualTo(interval);
            }
        }
    }

    /** PT35: nanoTime may wrap, and differences don't care. */
    @Test
    void theClockMayWrap() {
        long start = Long.MAX_VALUE - 50 * MS;
        RateGate gate = new RateGate(RateLimit.perSecond(10), start);
        assertThat(gate.tryAcquire(start)).isTrue();

        assertThat(gate.tryAcquire(start + 99 * MS)).isFalse();
        assertThat(gate.waitNanos(start + 60 * MS, 0)).isEqualTo(40 * MS);
        assertThat(gate.tryAcquire(start + 100 * MS)).isTrue();
    }

    /** PT35, I13: a clock that stands still or jumps never releases more than one burst. */
    @Test
    void aStandingOrJumpingClockReleasesOneBurst() {
        RateGate gate = new RateGate(RateLimit.perSecond(100).withBurst(5), 0);

        assertThat(grants(gate, 0, 1_000)).isEqualTo(5);
        assertThat(grants(gate, 3_600 * SECOND, 1_000)).isEqualTo(5);
        assertThat(grants(gate, 0, 1_000)).isZero();
        assertThat(grants(gate, Long.MAX_VALUE / 2, 1_000)).isEqualTo(5);
    }

    /** 1,000,000 per second and more: nanoseconds are too coarse for the interval, and the rate still holds. */
    @ParameterizedTest
    @ValueSource(doubles = {3, 100, 999_999, 1_500_000, 7e6, 3e7, 3e8, 6e8, 9.7e8, 1e9})
    void theRateIsMetWithinAThousandth(double rate) {
        long asked = 300_000;
        RateGate gate = new RateGate(RateLimit.perSecond(rate), 0);

        long now = 0;
        for (long i = 0; i < asked; i++) {
            now += gate.waitNanos(now, 0);
            while (!gate.tryAcquire(now)) {
                now++;
            }
        }

        double expected = (asked - 1) * 1e9 / rate;
        assertThat(now / expected).isBetween(0.999, 1.001);
    }

    /** C2: charged at the grant, each late wake-up is lost, and no two grants are closer than the interval. */
    @Test
    void chargedAtTheGrantLateWakeUpsCostRateAndTheGapHolds() {
        Served served = serveWaiters(RateLimit.perSecond(1_000).withCharge(Charge.AT_GRANT), 500_000);

        assertThat(served.perSecond).isBetween(0.97 * 1_000 / 1.25, 1_000 / 1.25 * 1.03);
        assertThat(served.closest).isGreaterThanOrEqualTo(MS);
    }

    /** C2: charged when due, the rate is met in full though every wake-up is late. */
    @Test
    void chargedWhenDueTheRateIsMetInFull() {
        Served served = serveWaiters(RateLimit.perSecond(1_000).withCharge(Charge.WHEN_DUE), 500_000);

        assertThat(served.perSecond).isBetween(990.0, 1_001.0);
        assertThat(served.closest).isGreaterThanOrEqualTo(MS - 500_000);
    }

    /** A backlog that waited for something else than the rate doesn't come through in one burst. */
    @Test
    void aLongWaitIsNotCreditedBeyondTheLatenessOfATimer() {
        RateGate gate = new RateGate(RateLimit.perSecond(1_000).withCharge(Charge.WHEN_DUE), 0);
        long now = 5 * SECOND;

        int granted = 0;
        while (gate.tryAcquire(now, 0)) {
            granted++;
        }

        assertThat(granted).isEqualTo(1 + (int) (RateGate.FORGIVEN_NANOS / MS));
    }

    @Test
    void aWaitThatBeginsInTheFutureIsNoWait() {
        RateGate gate = new RateGate(RateLimit.perSecond(10).withCharge(Charge.WHEN_DUE), 0);

        assertThat(gate.tryAcquire(0, 5 * SECOND)).isTrue();

        assertThat(gate.waitNanos(0, 0)).isEqualTo(100 * MS);
    }

    /** PT37. */
    @Test
    void aNewRateKeepsWhatIsOwed() {
        assertThat(tenPerSecond.tryAcquire(0)).isTrue();

        RateGate slower = tenPerSecond.withLimit(RateLimit.perSecond(1), 0);
        RateGate faster = slower.withLimit(RateLimit.perSecond(100), 500 * MS);

        assertThat(slower.tryAcquire(999 * MS)).isFalse();
        assertThat(slower.waitNanos(0, 0)).isEqualTo(SECOND);
        assertThat(faster.waitNanos(500 * MS, 0)).isEqualTo(5 * MS);
    }

    @Test
    void theSameRateAgainChangesNothing() {
        RateGate gate = new RateGate(RateLimit.perSecond(10).withBurst(3), 0);
        assertThat(grants(gate, 0, 3)).isEqualTo(3);

        RateGate again = gate.withLimit(gate.limit(), 60 * MS);

        assertThat(again.waitNanos(60 * MS, 0)).isEqualTo(40 * MS);
        assertThat(again.tryAcquire(99 * MS)).isFalse();
    }

    @Test
    void whereThereWasNoLimitNothingIsOwed() {
        RateGate open = new RateGate(RateLimit.none(), 0);
        assertThat(grants(open, 0, 1_000)).isEqualTo(1_000);
        assertThat(open.waitNanos(0, 1_000)).isZero();

        assertThat(open.withLimit(RateLimit.perSecond(10), 0).tryAcquire(0)).isTrue();
        assertThat(tenPerSecond.withLimit(RateLimit.none(), 0).waitNanos(0, 5)).isZero();
    }

    @Test
    void aHugeDebtMovedToAHugeIntervalDoesNotOverflow() {
        RateGate gate = new RateGate(RateLimit.perSecond(1e6).withBurst(1_000_000), 0);
        assertThat(grants(gate, 0, 1_000_000)).isEqualTo(1_000_000);

        RateGate yearly = gate.withLimit(RateLimit.per(1, java.time.Duration.ofDays(365)), 0);

        assertThat(yearly.waitNanos(0, 0)).isPositive();
        assertThat(yearly.tryAcquire(0)).isFalse();
    }

    private record Served(double perSecond, long closest) {}

    /** A queue that is never empty, served by a timer that is late by up to {@code lateness}. */
    private static Served serveWaiters(RateLimit limit, long lateness) {
        Random random = new Random(17);
        RateGate gate = new RateGate(limit, 0);
        long now = 0;
        long closest = Long.MAX_VALUE;
        int grants = 0;
        long last = -SECOND;
        while (now < 20 * SECOND) {
            if (gate.tryAcquire(now, 0)) {
                closest = grants < 20 ? closest : Math.min(closest, now - last); // after the start from empty
                last = now;
                grants++;
            }
            now += gate.waitNanos(now, 0) + random.nextInt((int) lateness);
        }
        return new Served(grants / (now / 1e9), closest);
    }

    private static int grants(RateGate gate, long now, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += gate.tryAcquire(now) ? 1 : 0;
        }
        return granted;
    }
}
