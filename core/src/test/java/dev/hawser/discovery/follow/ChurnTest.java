// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChurnTest {
    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:1");
    private static final Endpoint C = Endpoint.of("c:1");
    private static final long MILLI = 1_000_000;

    private final Churn churn = new Churn(FollowOptions.defaults());

    /** Shortly before readings wrap around. */
    private long now = Long.MAX_VALUE - 200 * MILLI;

    private Optional<Long> wakeAt = Optional.empty();
    private List<Endpoint> used = List.of();
    private final List<Long> admissionsOfB = new ArrayList<>();

    /** Discovery says so; whether that changes what is used at once. */
    private boolean told(Endpoint... endpoints) {
        return follow(churn.onSet(List.of(endpoints), now));
    }

    private boolean follow(Churn.Step step) {
        wakeAt = step.wakeNanos().isPresent()
                ? Optional.of(now + step.wakeNanos().getAsLong())
                : Optional.empty();
        if (step.publish().isPresent()) {
            if (step.publish().get().contains(B) && !used.contains(B)) {
                admissionsOfB.add(now);
            }
            used = step.publish().get();
        }
        return step.publish().isPresent();
    }

    /** Lets time pass, with all that becomes due in it. */
    private void pass(long millis) {
        long end = now + millis * MILLI;
        while (wakeAt.isPresent() && wakeAt.get() - end <= 0) {
            now = wakeAt.get();
            follow(churn.onTime(now));
        }
        now = end;
    }

    @Test
    void firstAppearancesAndRemovalsCountAtOnce() {
        assertThat(told(A, B)).isTrue();
        assertThat(told(A, B, C)).isTrue();
        assertThat(told(A, C)).isTrue();

        assertThat(used).containsExactly(A, C);
        assertThat(wakeAt).isEmpty();
    }

    @Test
    void whoComesBackTooSoonWaitsForTheRestOfTheGap() {
        told(A, B);
        pass(100);
        told(A);
        pass(100);

        assertThat(told(A, B)).isFalse();
        pass(299);
        assertThat(used).containsExactly(A);
        pass(1);
        assertThat(used).containsExactly(A, B);
        assertThat(wakeAt).isEmpty();
    }

    /** As in a restart: what counts is when it was last connected to, not when it left. */
    @Test
    void whoWasAdmittedLongAgoComesBackAtOnce() {
        told(A, B);
        pass(500);
        told(A);

        assertThat(told(A, B)).isTrue();
    }

    @Test
    void whatIsToldOfOneWhoWaitsIsTheLatest() {
        told(A, B);
        told(A);
        told(A, B);
        told(A, B.withWeight(7));
        pass(500);

        assertThat(used).containsExactly(A, B.withWeight(7));
    }

    @Test
    void whoIsGoneAgainWhileItWaitsIsNotAdmitted() {
        told(A, B);
        told(A);
        told(A, B);
        told(A);
        pass(10_000);

        assertThat(used).containsExactly(A);
    }

    @Test
    void theGapOfOneThatGoesOnFlappingDoublesUpToSixteenTimes() {
        told(A, B, C);
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long admittedAt = now;
            told(A, C);
            told(A, B, C);
            while (!used.contains(B)) {
                pass(1);
            }
            gaps.add((now - admittedAt) / MILLI);
        }

        assertThat(gaps).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L, 8_000L);
    }

    @Test
    void aCalmMakesItAsGoodAsNew() {
        told(A, B, C);
        for (int i = 0; i < 5; i++) {
            told(A, C);
            told(A, B, C);
            pass(10_000);
        }
        pass(30_000);
        told(A, C);

        assertThat(told(A, B, C)).isTrue();
        told(A, C);
        told(A, B, C);
        pass(500);
        assertThat(used).containsExactly(A, B, C);
    }

    /** Growth is for the few that flap. If it is most of them, the trouble is the source's. */
    @Test
    void mostOfTheEndpointsAreNeverHeldBackForLongerThanThePlainGap() {
        told(A, B, C);
        for (int i = 0; i < 20; i++) {
            told(A);
            told(A, B, C);
            pass(500);
            assertThat(used).containsExactly(A, B, C);
        }
    }

    @Test
    void ratherThanNobodyThoseOfBeforeStayInUse() {
        told(A);
        told(B);
        told(A);

        assertThat(used).containsExactly(B);
        pass(500);
        assertThat(used).containsExactly(A);
    }

    @Test
    void thatNobodyIsLeftCountsAtOnceAndWhoComesThenWaitsForThePlainGapOnly() {
        for (int i = 0; i < 20; i++) {
            told(A);
            told();
            assertThat(used).isEmpty();
            told(A);
            pass(500);
            assertThat(used).containsExactly(A);
        }
    }

    @Test
    void tenChangesCountAtOnceAndFurtherOnesAreGathered() {
        for (int weight = 1; weight <= 10; weight++) {
            assertThat(told(A.withWeight(weight))).isTrue();
        }
        for (int weight = 11; weight <= 20; weight++) {
            assertThat(told(A.withWeight(weight))).isFalse();
        }

        pass(49);
        assertThat(used).containsExactly(A.withWeight(10));
        pass(1);
        assertThat(used).containsExactly(A.withWeight(20));
    }

    @Test
    void aStormOfChangesIsAppliedTwentyTimesASecond() {
        int changes = 0;
        for (int i = 0; i < 10_000; i++) {
            List<Endpoint> before = used;
            told(A.withWeight(1 + i % 2 + i % 3));
            pass(1);
            changes += used == before ? 0 : 1;
        }

        assertThat(changes).isBetween(190, 215);
    }

    @Test
    void withoutLimitsEveryWordCountsAtOnce() {
        Churn plain = new Churn(FollowOptions.immediately());
        for (int i = 0; i < 100; i++) {
            assertThat(plain.onSet(List.of(A, B), now).publish()).isPresent();
            assertThat(plain.onSet(List.of(A), now).publish()).contains(List.of(A));
        }
        assertThat(plain.remembered()).isEqualTo(1);
    }

    /** Ten times a second for a minute, beside two that stay. Two a second are the limit; damping makes it less. */
    @Test
    void anEndpointThatFlapsTenTimesASecondIsAdmittedTwiceASecondAtMost() {
        for (int i = 0; i < 600; i++) {
            told(A, B, C);
            pass(50);
            told(A, C);
            pass(50);
        }

        assertThat(admissionsOfB).hasSizeBetween(2, 15);
        for (int i = 1; i < admissionsOfB.size(); i++) {
            assertThat(admissionsOfB.get(i) - admissionsOfB.get(i - 1)).isGreaterThanOrEqualTo(500 * MILLI);
        }
    }

    @Test
    void tenThousandEndpointsThatAreReplacedAllTheTimeLeaveNothingBehind() {
        int most = 0;
        for (int round = 0; round < 40; round++) {
            int from = round;
            churn.onSet(
                    IntStream.range(0, LastGood.MAX_ENDPOINTS)
                            .mapToObj(i -> Endpoint.of("h" + from + ":" + (i + 1)))
                            .toList(),
                    now);
            most = Math.max(most, churn.remembered());
            now += 1_000 * MILLI;
        }

        assertThat(most).isEqualTo(2 * LastGood.MAX_ENDPOINTS);
        now += Duration.ofMinutes(1).toNanos();
        churn.onSet(List.of(A), now);
        now += Duration.ofMinutes(1).toNanos();
        churn.onSet(List.of(A, B), now);
        assertThat(churn.remembered()).isEqualTo(2);
    }
}
