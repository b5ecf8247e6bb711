// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.failover.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of asking, without a clock: `now` is what the test says, and starts shortly before it wraps around. */
class QueryLoopTest {
    private static final ConsulWatchOptions OPTIONS = ConsulWatchOptions.defaults()
            .withBackoff(Backoff.exponential(Duration.ofMillis(250), 2, Duration.ofSeconds(4)));
    private static final long AT_ONCE = 0;
    private static final Duration UNSAID = Duration.ZERO;

    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
    private QueryLoop loop = loop(1);

    private QueryLoop loop(int agents) {
        return new QueryLoop(agents, OPTIONS, new Random(1), now);
    }

    /** An answer after a query that hung for so long. */
    private Duration answered(long index, Duration hung) {
        now += hung.toNanos();
        return Duration.ofNanos(loop.answered(new QueryLoop.Answered(OptionalLong.of(index), hung.toNanos(), 0), now));
    }

    private Duration failed() {
        return Duration.ofNanos(loop.failed(UNSAID));
    }

    private long index() {
        return loop.next().index();
    }

    @Test
    void theFirstQueryHasNoIndexAndDoesNotHang() {
        assertThat(loop.next()).isEqualTo(new QueryLoop.Query(0, 0));
        assertThat(loop.next().hangs()).isFalse();
    }

    @Test
    void theNextQueryHasTheIndexOfTheAnswerAndComesAtOnce() {
        Duration delay = answered(17, Duration.ZERO);

        assertThat(index()).isEqualTo(17);
        assertThat(delay).isZero();
    }

    @Test
    void anIndexThatGoesBackwardsMeansStartingOver() {
        answered(17, Duration.ZERO);

        answered(5, Duration.ofSeconds(10));

        assertThat(index()).isZero();
        assertThat(loop.isPolling()).isFalse();
    }

    @Test
    void anIndexBelowOneIsNoIndex() {
        answered(0, Duration.ZERO);
        assertThat(index()).isZero();

        answered(-4, Duration.ZERO);
        assertThat(index()).isZero();
        assertThat(loop.isPolling()).isTrue();
    }

    @Test
    void withoutAnIndexTheNextQueryComesAfterThePollingPeriod() {
        long delay = loop.answered(new QueryLoop.Answered(OptionalLong.empty(), 0, 0), now);

        assertThat(Duration.ofNanos(delay)).isBetween(Duration.ofSeconds(15), Duration.ofMillis(16_500));
        assertThat(index()).isZero();
    }

    @Test
    void anAgentThatAnswersAtOnceWithTheSameIndexIsPolled() {
        answered(17, Duration.ZERO);
        for (int i = 1; i < QueryLoop.MOST_IN_VAIN; i++) {
            assertThat(answered(17, Duration.ofMillis(1))).isLessThan(Duration.ofSeconds(3));
        }

        assertThat(answered(17, Duration.ofMillis(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
        assertThat(loop.isPolling()).isTrue();
        assertThat(index()).isEqualTo(17);
    }

    /** It answers all hanging queries at once; three of them, within milliseconds, made the restart be seen 15 s late. */
    @Test
    void anAgentThatIsShuttingDownIsNotTakenForOneThatCannotLetQueriesHang() {
        answered(17, Duration.ZERO);
        Duration waited = Duration.ZERO;
        for (int i = 1; i < QueryLoop.MOST_IN_VAIN; i++) {
            waited = waited.plus(answered(17, Duration.ofMillis(1)));
        }

        assertThat(waited).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(loop.isPolling()).isFalse();
    }

    @Test
    void pollingEndsWithTheFirstQueryThatHangs() {
        for (int i = 0; i < 5; i++) {
            answered(17, Duration.ofMillis(1));
        }

        assertThat(answered(17, OPTIONS.maxWait())).isZero();
        assertThat(loop.isPolling()).isFalse();
    }

    @Test
    void pollingEndsWithAQueryThatHungUntilSomethingChanged() {
        for (int i = 0; i < 5; i++) {
            answered(17, Duration.ofMillis(1));
        }

        assertThat(answered(18, Duration.ofSeconds(2))).isZero();
        assertThat(loop.isPolling()).isFalse();
    }

    /** A proxy may hold a query for a while and give up long before the wait is over: that still is in vain. */
    @Test
    void anAnswerThatComesEarlyWithoutNewsCountsAsInVainHoweverLongItTook() {
        answered(17, Duration.ZERO);
        for (int i = 0; i < QueryLoop.MOST_IN_VAIN; i++) {
            answered(17, Duration.ofSeconds(60));
        }

        assertThat(loop.isPolling()).isTrue();
    }

    @Test
    void wakeUpsBeyondTheBurstAreSpread() {
        List<Duration> delays = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            Duration delay = answered(i, Duration.ofMillis(1));
            now += delay.toNanos();
            delays.add(delay);
        }

        assertThat(delays.subList(0, QueryLoop.BURST)).containsOnly(Duration.ZERO);
        assertThat(delays.subList(QueryLoop.BURST + 1, 20))
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMillis(200), Duration.ofMillis(250)));
    }

    @Test
    void theBucketRefillsWhileNothingChanges() {
        for (int i = 1; i <= 20; i++) {
            now += answered(i, Duration.ofMillis(1)).toNanos();
        }

        answered(21, Duration.ofSeconds(10));

        assertThat(answered(22, Duration.ofMillis(1))).isZero();
    }

    @Test
    void whoReadsForLongRestsForFourTimesAsLong() {
        long reading = Duration.ofMillis(100).toNanos();
        long delay = loop.answered(new QueryLoop.Answered(OptionalLong.of(3), 0, reading), now);
        assertThat(Duration.ofNanos(delay)).isEqualTo(Duration.ofMillis(400));

        long slow = loop.answered(
                new QueryLoop.Answered(
                        OptionalLong.of(4), 0, Duration.ofMinutes(1).toNanos()),
                now);
        assertThat(Duration.ofNanos(slow)).isEqualTo(Duration.ofSeconds(1));
    }

    /** The server that comes back may count from 1, and would let a query with an index from before hang. */
    @Test
    void afterAFailureItStartsOverWithoutIndex() {
        answered(17, Duration.ZERO);

        failed();

        assertThat(index()).isZero();
    }

    @Test
    void failuresOfTheOnlyAgentAreSpacedOutAndNeverByMoreThanTheCap() {
        assertThat(List.of(failed(), failed(), failed(), failed(), failed(), failed(), failed()))
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L);
    }

    @Test
    void theDefaultBackoffIsBackWithinFiveSeconds() {
        QueryLoop usual = new QueryLoop(1, ConsulWatchOptions.defaults(), new Random(3), now);

        for (int i = 0; i < 1_000; i++) {
            assertThat(Duration.ofNanos(usual.failed(UNSAID))).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** All clients lose the same agent at the same moment, and must not come back at the same moment. */
    @Test
    void noTwoClientsRetryOrPollInStep() {
        Set<Long> retries = new HashSet<>();
        Set<Long> polls = new HashSet<>();
        QueryLoop.Answered withoutIndex = new QueryLoop.Answered(OptionalLong.empty(), 0, 0);
        for (int seed = 0; seed < 100; seed++) {
            retries.add(new QueryLoop(1, ConsulWatchOptions.defaults(), new Random(seed), now).failed(UNSAID));
            polls.add(
                    new QueryLoop(1, ConsulWatchOptions.defaults(), new Random(seed), now).answered(withoutIndex, now));
        }

        assertThat(retries).hasSizeGreaterThan(90);
        assertThat(polls).hasSizeGreaterThan(90);
    }

    @Test
    void anAnswerEndsTheBackoff() {
        failed();
        failed();
        answered(1, Duration.ZERO);

        assertThat(failed()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void whenOneAgentFailsTheNextIsAskedAtOnce() {
        loop = loop(3);

        assertThat(failed()).isZero();
        assertThat(loop.next().agent()).isEqualTo(1);
        assertThat(failed()).isZero();
        assertThat(loop.next().agent()).isEqualTo(2);
    }

    @Test
    void whenAllAgentsHaveFailedItWaitsAndTheWaitGrowsByRounds() {
        loop = loop(2);

        assertThat(List.of(failed(), failed(), failed(), failed(), failed(), failed()))
                .extracting(Duration::toMillis)
                .containsExactly(0L, 250L, 0L, 500L, 0L, 1000L);
        assertThat(loop.next().agent()).isZero();
    }

    @Test
    void anAgentThatWorksIsKept() {
        loop = loop(3);
        failed();
        answered(5, Duration.ZERO);

        assertThat(loop.next()).isEqualTo(new QueryLoop.Query(1, 5));
    }

    @Test
    void retryAfterIsObeyedWhenAllAgentsHaveFailed() {
        loop = loop(2);

        assertThat(loop.failed(Duration.ofSeconds(30))).isZero();
        assertThat(Duration.ofNanos(loop.failed(UNSAID))).isEqualTo(Duration.ofSeconds(30));
        assertThat(loop.failed(UNSAID)).isZero();
        assertThat(Duration.ofNanos(loop.failed(UNSAID))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anAgentThatIsAskedTooOftenIsAskedAgainWithTheSameIndexWhenItSays() {
        loop = loop(3);
        answered(17, Duration.ZERO);

        long delay = loop.refused(Duration.ofSeconds(7));

        assertThat(Duration.ofNanos(delay)).isEqualTo(Duration.ofSeconds(7));
        assertThat(loop.next()).isEqualTo(new QueryLoop.Query(0, 17));
    }

    @Test
    void anAgentThatIsAskedTooOftenAndDoesNotSayIsLeftAloneForTheBackoff() {
        assertThat(List.of(loop.refused(UNSAID), loop.refused(UNSAID), loop.refused(UNSAID)))
                .extracting(nanos -> Duration.ofNanos(nanos).toMillis())
                .containsExactly(250L, 500L, 1000L);
    }

    @Test
    void aRetryAfterOfAgesIsCut() {
        assertThat(loop.refused(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(QueryLoop.LONGEST_RETRY_AFTER_NANOS);
        assertThat(loop.failed(Duration.ofDays(400_000))).isEqualTo(QueryLoop.LONGEST_RETRY_AFTER_NANOS);
    }

    @Test
    void nothingIsAskedTooSoonWhateverComes() {
        Random random = new Random(42);
        loop = loop(2);
        long queries = 0;
        long begin = now;
        for (int i = 0; i < 10_000; i++) {
            long delay = switch (random.nextInt(4)) {
                case 0 -> loop.failed(UNSAID);
                case 1 -> loop.refused(UNSAID);
                default ->
                    loop.answered(new QueryLoop.Answered(OptionalLong.of(random.nextInt(5) - 1), AT_ONCE, 0), now);
            };
            assertThat(delay).isNotNegative();
            now += delay;
            queries++;
        }

        long perSecond = queries / Math.max(1, Duration.ofNanos(now - begin).toSeconds());
        assertThat(perSecond).isLessThan(20);
    }
}
