// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When endpoints are ejected, how many of them, and for how long. */
class OutlierDetectorTest extends WatchedGroup {

    @Test
    void fiveFailuresInARowEjectAndSaySo() {
        EndpointHealth one = groupOf(2).get(0);

        assertThat(fail(one, 4)).isEmpty();
        assertThat(fail(one, 1))
                .containsExactly(new HealthChange(one, Trust.TRUSTED, Trust.EJECTED, "5 failures in a row"));
        assertThat(one.admits()).isFalse();
        assertThat(one.tryEnter()).isEqualTo(EndpointHealth.REFUSED);
        assertThat(one.retryInNanos(now)).isBetween(5 * SECOND / 2, 5 * SECOND);
    }

    @Test
    void aSuccessBreaksTheRow() {
        EndpointHealth one = groupOf(2).get(0);

        fail(one, 4);
        one.succeeded();
        fail(one, 4);

        assertThat(one.trust()).isEqualTo(Trust.TRUSTED);
    }

    @Test
    void aThirdOfCallsFailingEjectsByTheRatio() {
        EndpointHealth one = groupOf(2).get(0);

        List<HealthChange> changes = failEveryThird(one, 30);

        assertThat(changes).singleElement().satisfies(c -> {
            assertThat(c.to()).isEqualTo(Trust.EJECTED);
            assertThat(c.why()).matches("\\d+ of \\d+ calls failed within 10s");
        });
    }

    @Test
    void fewerThanTwentyCallsSayNothingAboutTheRatio() {
        assertThat(failEveryThird(groupOf(2).get(0), 19)).isEmpty();
    }

    @Test
    void aRuleOfZeroIsOff() {
        detector = new OutlierDetector(OutlierOptions.off(), new SplittableRandom(1));
        EndpointHealth one = groupOf(2).get(0);

        assertThat(fail(one, 100)).isEmpty();
        assertThat(failEveryThird(one, 100)).isEmpty();
    }

    @Test
    void theOnlyEndpointIsNeverEjected() {
        assertThat(fail(groupOf(1).get(0), 100)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "4, 2", "5, 2", "10, 5"})
    void failuresInARowEjectHalfAndNoMore(int endpoints, int ejected) {
        groupOf(endpoints).forEach(each -> fail(each, 10));

        assertThat(count(Trust.EJECTED)).isEqualTo(ejected);
        assertThat(detector.isPanicking()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "9, 1", "10, 1", "20, 2", "35, 3"})
    void theRatioEjectsATenthAndAtLeastOne(int endpoints, int ejected) {
        groupOf(endpoints).forEach(each -> failEveryThird(each, 60));

        assertThat(count(Trust.EJECTED)).isEqualTo(ejected);
    }

    @Test
    void whoeverCouldNotBeEjectedIsLookedAtAgainWhenItFailsOn() {
        List<EndpointHealth> two = groupOf(2);
        fail(two.get(0), 5);
        assertThat(fail(two.get(1), 5)).isEmpty();
        recover(two.get(0));

        assertThat(fail(two.get(1), 5)).hasSize(1);
    }

    @Test
    void belowHalfEligibleEjectionIsIgnored() {
        List<EndpointHealth> four = groupOf(4);
        fail(four.get(0), 5);
        fail(four.get(1), 5);
        assertThat(detector.isPanicking()).isFalse();

        detector.down(four.get(2), true);

        assertThat(detector.isPanicking()).isTrue();
        assertThat(four.get(0).admits()).isTrue();
        assertThat(four.get(0).tryEnter()).isEqualTo(EndpointHealth.REGULAR);
        detector.down(four.get(2), false);
        assertThat(four.get(0).admits()).isFalse();
    }

    @Test
    void inAPanicTheProbeIsStillTaken() {
        List<EndpointHealth> two = groupOf(2);
        bring(two.get(0), Trust.HALF_OPEN);
        detector.down(two.get(1), true);

        assertThat(two.get(0).tryEnter()).isPositive();
        assertThat(two.get(0).tryEnter()).isEqualTo(EndpointHealth.REGULAR);
    }

    @Test
    void endpointsThatAreRemovedTakeOthersOutOfTheirEjection() {
        List<EndpointHealth> four = groupOf(4);
        fail(four.get(0), 5);
        now += SECOND;
        fail(four.get(1), 5);

        List<HealthChange> changes = detector.remove(four.get(3), now);

        assertThat(changes).singleElement().satisfies(c -> {
            assertThat(c.to()).isEqualTo(Trust.TRUSTED);
            assertThat(c.why()).isEqualTo("too few endpoints are left to do without it");
        });
        assertThat(count(Trust.EJECTED)).isEqualTo(1);
    }

    @Test
    void aRemovedEndpointIsJudgedNoMore() {
        EndpointHealth one = groupOf(2).get(0);
        detector.remove(one, now);

        assertThat(fail(one, 10)).isEmpty();
        assertThat(detector.unfit(one, "late")).isEmpty();
        assertThat(detector.fit(one, now)).isEmpty();
    }

    @Test
    void eachEjectionIsTwiceAsLongUpToTheMaximum() {
        EndpointHealth one = groupOf(2).get(0);
        fail(one, 5);

        for (long longest = 5; longest < 5_000; longest *= 2) {
            long capped = Math.min(longest, 300) * SECOND;
            assertThat(one.retryInNanos(now)).isBetween(capped / 2, capped);
            now = detector.nextAt(now).orElseThrow();
            detector.advance(now);
            detector.probeFailed(one, one.tryEnter(), now);
        }
    }

    @Test
    void anEndpointThatFlapsIsEjectedForLongerAndTrustForgives() {
        EndpointHealth one = groupOf(2).get(0);
        fail(one, 5);
        recover(one);
        fail(one, 5);
        assertThat(one.retryInNanos(now)).as("at once again").isBetween(5 * SECOND, 10 * SECOND);

        recover(one);
        now += 20 * SECOND;
        fail(one, 5);
        assertThat(one.retryInNanos(now)).as("after 20 s").isBetween(5 * SECOND / 2, 5 * SECOND);
    }

    @Test
    void anEjectedEndpointThatIsConnectedAnewGetsItsOneChanceAtOnce() {
        EndpointHealth one = groupOf(2).get(0);
        fail(one, 5);

        assertThat(detector.reached(one)).extracting(HealthChange::to).containsExactly(Trust.HALF_OPEN);
        long ticket = one.tryEnter();
        assertThat(one.tryEnter()).isEqualTo(EndpointHealth.REFUSED);
        detector.probeFailed(one, ticket, now);

        assertThat(one.retryInNanos(now)).as("for longer").isBetween(5 * SECOND, 10 * SECOND);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trust.class,
            names = {"TRUSTED", "HALF_OPEN", "PROBING", "UNFIT"})
    void whoIsNotEjectedStaysAsItIsWhenConnectedAnew(Trust state) {
        EndpointHealth one = groupOf(2).get(0);
        bring(one, state);

        assertThat(detector.reached(one)).isEmpty();
        assertThat(one.trust()).isEqualTo(state);
    }

    @Test
    void failuresFromBeforeAreForgottenWhenItIsTrustedAgain() {
        EndpointHealth one = groupOf(2).get(0);
        fail(one, 5);
        recover(one);

        assertThat(fail(one, 4)).isEmpty();
        assertThat(one.why()).isEmpty();
    }

    @Test
    void theNextMomentIsThatOfTheFirstEjectionToEndAlsoWhereTheClockWraps() {
        now = Long.MAX_VALUE - SECOND;
        List<EndpointHealth> four = groupOf(4);
        assertThat(detector.nextAt(now)).isEmpty();
        fail(four.get(0), 5);
        now += 2 * SECOND;
        fail(four.get(1), 5);

        long next = detector.nextAt(now).orElseThrow();

        assertThat(next - now)
                .isEqualTo(Math.min(four.get(0).retryInNanos(now), four.get(1).retryInNanos(now)));
        assertThat(detector.advance(next - 1)).isEmpty();
        assertThat(detector.advance(next)).hasSize(1);
    }
}
