// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state with every input, the limits, and how long ejections last. */
class OutlierDetectorTest {

    private static final long SECOND = 1_000_000_000;

    private final List<EndpointHealth> group = new ArrayList<>();
    private OutlierDetector detector = new OutlierDetector(OutlierOptions.defaults(), new SplittableRandom(1));
    private long now;

    /** PT16. What the picture in {@link Trust} shows, and that nothing else happens. */
    @ParameterizedTest
    @CsvSource({
        "TRUSTED,   FAILURES,         EJECTED",
        "TRUSTED,   TIME,             TRUSTED",
        "TRUSTED,   ENTER,            TRUSTED",
        "TRUSTED,   SUCCESS,          TRUSTED",
        "TRUSTED,   PROBE_SUCCEEDED,  TRUSTED",
        "TRUSTED,   PROBE_FAILED,     TRUSTED",
        "TRUSTED,   PROBE_GIVEN_BACK, TRUSTED",
        "TRUSTED,   CHECKS_FAIL,      UNFIT",
        "TRUSTED,   CHECKS_PASS,      TRUSTED",
        "EJECTED,   FAILURES,         EJECTED",
        "EJECTED,   TIME,             HALF_OPEN",
        "EJECTED,   ENTER,            EJECTED",
        "EJECTED,   SUCCESS,          EJECTED",
        "EJECTED,   PROBE_SUCCEEDED,  EJECTED",
        "EJECTED,   PROBE_FAILED,     EJECTED",
        "EJECTED,   PROBE_GIVEN_BACK, EJECTED",
        "EJECTED,   CHECKS_FAIL,      UNFIT",
        "EJECTED,   CHECKS_PASS,      TRUSTED",
        "HALF_OPEN, FAILURES,         HALF_OPEN",
        "HALF_OPEN, TIME,             HALF_OPEN",
        "HALF_OPEN, ENTER,            PROBING",
        "HALF_OPEN, SUCCESS,          HALF_OPEN",
        "HALF_OPEN, PROBE_SUCCEEDED,  HALF_OPEN",
        "HALF_OPEN, PROBE_FAILED,     HALF_OPEN",
        "HALF_OPEN, PROBE_GIVEN_BACK, HALF_OPEN",
        "HALF_OPEN, CHECKS_FAIL,      UNFIT",
        "HALF_OPEN, CHECKS_PASS,      TRUSTED",
        "PROBING,   FAILURES,         PROBING",
        "PROBING,   TIME,             PROBING",
        "PROBING,   ENTER,            PROBING",
        "PROBING,   SUCCESS,          PROBING",
        "PROBING,   PROBE_SUCCEEDED,  TRUSTED",
        "PROBING,   PROBE_FAILED,     EJECTED",
        "PROBING,   PROBE_GIVEN_BACK, HALF_OPEN",
        "PROBING,   CHECKS_FAIL,      UNFIT",
        "PROBING,   CHECKS_PASS,      TRUSTED",
        "UNFIT,     FAILURES,         UNFIT",
        "UNFIT,     TIME,             UNFIT",
        "UNFIT,     ENTER,            UNFIT",
        "UNFIT,     SUCCESS,          UNFIT",
        "UNFIT,     PROBE_SUCCEEDED,  UNFIT",
        "UNFIT,     PROBE_FAILED,     UNFIT",
        "UNFIT,     PROBE_GIVEN_BACK, UNFIT",
        "UNFIT,     CHECKS_FAIL,      UNFIT",
        "UNFIT,     CHECKS_PASS,      TRUSTED",
    })
    void eachStateWithEachInput(Trust state, Input input, Trust then) {
        EndpointHealth one = groupOf(4).get(0);
        long ticket = bring(one, state);

        apply(input, one, ticket);

        assertThat(one.trust()).isEqualTo(then);
    }

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
    void failuresFromBeforeAreForgottenWhenItIsTrustedAgain() {
        EndpointHealth one = groupOf(2).get(0);
        fail(one, 5);
        recover(one);

        assertThat(fail(one, 4)).isEmpty();
        assertThat(one.why()).isEmpty();
    }

    @Test
    void aLateEndingOfAnOlderProbeChangesNothing() {
        EndpointHealth one = groupOf(2).get(0);
        long first = bring(one, Trust.PROBING);
        one.giveBack(first);
        long second = one.tryEnter();

        one.giveBack(first);
        assertThat(detector.probeSucceeded(one, first, now)).isEmpty();
        assertThat(detector.probeFailed(one, first, now)).isEmpty();

        assertThat(one.trust()).isEqualTo(Trust.PROBING);
        assertThat(detector.probeSucceeded(one, second, now)).hasSize(1);
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

    /** PT17 to PT19, for any order of events: limits, one probe, and never nobody. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTheLimitsHoldAndSomebodyGetsCalls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        detector = new OutlierDetector(OutlierOptions.defaults(), random.split());
        groupOf(1 + random.nextInt(12));
        Set<Long> probes = new HashSet<>();
        int ejections = 0;
        for (int step = 0; step < 5_000; step++) {
            now += random.nextLong(SECOND / 4);
            EndpointHealth one = group.get(random.nextInt(group.size()));
            ejections += happen(random, one, probes);
            int most = Math.max(group.size() / 2, 0);
            assertThat(count(Trust.EJECTED) + count(Trust.HALF_OPEN) + count(Trust.PROBING))
                    .as("step %s", step)
                    .isLessThanOrEqualTo(most);
            assertThat(group.stream().anyMatch(EndpointHealth::admits)).isTrue();
        }
        assertThat(ejections).isPositive();
    }

    private int happen(SplittableRandom random, EndpointHealth one, Set<Long> probes) {
        switch (random.nextInt(12)) {
            case 0 -> detector.down(one, random.nextBoolean());
            case 1 -> detector.unfit(one, "chance");
            case 2 -> detector.fit(one, now);
            case 3 -> detector.advance(now);
            case 4 -> {
                if (group.size() < 14) {
                    group.add(detector.add(new Address("more", 1), now));
                }
            }
            case 5 -> {
                if (group.size() > 1 && random.nextInt(4) == 0) {
                    group.remove(one);
                    detector.remove(one, now);
                }
            }
            case 6, 7 -> {
                boolean open = one.trust() == Trust.HALF_OPEN;
                long ticket = one.tryEnter();
                assertThat(ticket > 0).as("a probe exactly if it was half open").isEqualTo(open);
                assertThat(one.tryEnter()).as("no second one").isLessThanOrEqualTo(0);
                if (open) {
                    endProbe(random.nextInt(3), one, ticket);
                }
            }
            default -> {
                return fail(one, 1 + random.nextInt(6)).size();
            }
        }
        return 0;
    }

    private void endProbe(int how, EndpointHealth one, long ticket) {
        if (how == 0) {
            detector.probeSucceeded(one, ticket, now);
        } else if (how == 1) {
            detector.probeFailed(one, ticket, now);
        } else {
            one.giveBack(ticket);
        }
    }

    /** Ages ago, so that no test sees a ticket that happens to fit. */
    private static final long STALE = 8 * 1_000_000 + Trust.PROBING.ordinal();

    private enum Input {
        FAILURES,
        TIME,
        ENTER,
        SUCCESS,
        PROBE_SUCCEEDED,
        PROBE_FAILED,
        PROBE_GIVEN_BACK,
        CHECKS_FAIL,
        CHECKS_PASS
    }

    private void apply(Input input, EndpointHealth one, long ticket) {
        switch (input) {
            case FAILURES -> fail(one, 5);
            case TIME -> detector.advance(now + 400 * SECOND);
            case ENTER -> one.tryEnter();
            case SUCCESS -> one.succeeded();
            case PROBE_SUCCEEDED -> detector.probeSucceeded(one, ticket, now);
            case PROBE_FAILED -> detector.probeFailed(one, ticket, now);
            case PROBE_GIVEN_BACK -> one.giveBack(ticket);
            case CHECKS_FAIL -> detector.unfit(one, "NOT_SERVING");
            case CHECKS_PASS -> detector.fit(one, now);
        }
    }

    /** The ticket of the probe, if the state has one. */
    private long bring(EndpointHealth one, Trust state) {
        if (state == Trust.UNFIT) {
            detector.unfit(one, "NOT_SERVING");
        } else if (state != Trust.TRUSTED) {
            fail(one, 5);
        }
        if (state == Trust.HALF_OPEN || state == Trust.PROBING) {
            now = detector.nextAt(now).orElseThrow();
            detector.advance(now);
        }
        long ticket = state == Trust.PROBING ? one.tryEnter() : STALE;
        assertThat(one.trust()).isEqualTo(state);
        return ticket;
    }

    private void recover(EndpointHealth one) {
        now = detector.nextAt(now).orElseThrow();
        detector.advance(now);
        detector.probeSucceeded(one, one.tryEnter(), now);
        assertThat(one.trust()).isEqualTo(Trust.TRUSTED);
    }

    private List<EndpointHealth> groupOf(int size) {
        for (int i = 0; i < size; i++) {
            group.add(detector.add(new Address("node" + i, 7001), now));
        }
        return group;
    }

    private long count(Trust trust) {
        return group.stream().filter(each -> each.trust() == trust).count();
    }

    private List<HealthChange> fail(EndpointHealth one, int times) {
        List<HealthChange> changes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (one.failed(now)) {
                changes.addAll(detector.judge(one, 0, 0, now));
            }
        }
        return changes;
    }

    /** Ten calls a second, of which each third fails. */
    private List<HealthChange> failEveryThird(EndpointHealth one, int calls) {
        List<HealthChange> changes = new ArrayList<>();
        for (int call = 1, failures = 0; call <= calls; call++) {
            now += SECOND / 5;
            if (call % 3 != 0) {
                one.succeeded();
            } else if (one.failed(now)) {
                failures++;
                changes.addAll(detector.judge(one, call, failures, now));
            }
        }
        return changes;
    }
}
