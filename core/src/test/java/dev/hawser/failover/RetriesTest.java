// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.call.Failure.Pushback;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Retries.Decision;
import dev.hawser.failover.Retries.Decision.Again;
import dev.hawser.failover.Retries.Decision.Stop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statements of the cluster pool that hold for one call's decisions, with the jitter off. */
class RetriesTest {

    private static final long MS = 1_000_000;
    private static final long NONE = Long.MAX_VALUE;
    private static final Address ONE = new Address("node1", 7001);
    private static final Address TWO = new Address("node2", 7001);

    /** 4 attempts, 100 ms, x 2, up to 5 s; after overload 1 s, x 2, up to 10 s. */
    private static final RetryPolicy POLICY = RetryPolicy.CLUSTER
            .withBackoff(Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(5)))
            .withOverloadBackoff(Backoff.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(10)));

    @Test
    void unavailableTwiceThenSuccessMeansThreeAttemptsAndWaitsOf100And200Milliseconds() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Again(100 * MS, "again in 100ms"));
        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Again(200 * MS, "again in 200ms"));
        call.succeeded();

        assertThat(call.attempts()).isEqualTo(3);
        assertThat(call.outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void successOnTheFirstAttemptIsOneAttempt() {
        Retries call = idempotent(NONE);

        call.succeeded();

        assertThat(call.attempts()).isEqualTo(1);
        assertThat(call.outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void alwaysUnavailableEndsAfterFourAttempts() {
        Retries call = idempotent(NONE);
        for (int i = 0; i < 3; i++) {
            assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isInstanceOf(Again.class);
        }

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Stop("attempts used up (4 of 4)"));
        assertThat(call.attempts()).isEqualTo(4);
    }

    @Test
    void noRetriesMeansOneAttempt() {
        Retries call = call(RetryPolicy.never(), Idempotence.IDEMPOTENT, NONE);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Stop("attempts used up (1 of 1)"));
        assertThat(call.attempts()).isEqualTo(1);
    }

    @Test
    void anAnswerThatWouldNotChangeIsNotAskedForAgain() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.FATAL), 0))
                .isEqualTo(new Stop("another attempt would not change the answer"));
        assertThat(call.outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "OVERLOADED", "TIMEOUT", "ABORTED"})
    void aCallNotDeclaredIdempotentIsNotRepeatedWhenItMayHaveRun(Kind kind) {
        Retries call = call(POLICY, Idempotence.NOT_IDEMPOTENT, NONE);

        assertThat(call.onFailure(failure(kind), 0))
                .isEqualTo(new Stop("not declared idempotent, and the server may have run it"));
        assertThat(call.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "OVERLOADED", "TIMEOUT", "ABORTED"})
    void theSwitchRepeatsItAllTheSame(Kind kind) {
        Retries call = call(POLICY.withUnsafe(true), Idempotence.NOT_IDEMPOTENT, NONE);

        assertThat(call.onFailure(failure(kind), 0)).isInstanceOf(Again.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNSENT", "NOT_LEADER"})
    void aCallThatProvenlyDidNotRunIsRepeatedWhateverItIs(Kind kind) {
        Retries call = call(POLICY, Idempotence.NOT_IDEMPOTENT, NONE);

        assertThat(call.onFailure(failure(kind), 0)).isInstanceOf(Again.class);
        assertThat(call.outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "FATAL")
    void aKindThatThePolicyDoesNotNameIsNotRetried(Kind kind) {
        Set<Kind> others = EnumSet.complementOf(EnumSet.of(kind, Kind.FATAL));
        Retries call = call(POLICY.withRetried(others), Idempotence.IDEMPOTENT, NONE);

        assertThat(call.onFailure(failure(kind), 0)).isEqualTo(new Stop(kind + " is not retried by the policy"));
    }

    @Test
    void noAttemptBeginsWhoseBackoffWouldPassTheDeadline() {
        Retries call = idempotent(300 * MS);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isInstanceOf(Again.class);
        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 100 * MS))
                .as("200 ms are left, which is not more than the backoff")
                .isEqualTo(new Stop("the backoff of 200ms would pass the deadline"));
    }

    @Test
    void aTimeoutOfTheWholeCallIsNotRetried() {
        Retries call = idempotent(300 * MS);

        assertThat(call.onFailure(failure(Kind.TIMEOUT), 300 * MS)).isEqualTo(new Stop("the deadline has passed"));
    }

    @Test
    void aDeadlineBehindTheWrapOfTheClockIsStillAhead() {
        Retries call = idempotent(Long.MIN_VALUE + 500 * MS);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), Long.MAX_VALUE - 100 * MS))
                .isInstanceOf(Again.class);
    }

    @Test
    void noDeadlineIsNoneAlsoOnAClockBelowZero() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), -5)).isInstanceOf(Again.class);
        assertThat(call.attemptDeadline(-5)).isEqualTo(NONE);
    }

    @Test
    void aServerThatAsksToStayAwayIsObeyed() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE).withPushback(Pushback.stop()), 0))
                .isEqualTo(new Stop("the server asked not to try again"));
    }

    @Test
    void theWaitThatAServerAsksForIsKeptExactlyAndTheBackoffBeginsAnew() {
        Retries call = idempotent(NONE);
        call.onFailure(failure(Kind.UNAVAILABLE), 0);

        Decision asked =
                call.onFailure(failure(Kind.UNAVAILABLE).withPushback(Pushback.after(Duration.ofMillis(37))), 0);
        Decision after = call.onFailure(failure(Kind.UNAVAILABLE), 0);

        assertThat(asked).isEqualTo(new Again(37 * MS, "again in 37ms, as the server asked"));
        assertThat(after).isEqualTo(new Again(100 * MS, "again in 100ms"));
    }

    @Test
    void aServerThatAsksForAnAbsurdWaitEndsTheCallAtItsDeadline() {
        Retries call = idempotent(1_000 * MS);
        Failure absurd = failure(Kind.UNAVAILABLE).withPushback(Pushback.after(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(call.onFailure(absurd, 0).why()).endsWith("would pass the deadline");
    }

    @Test
    void overloadHasASlowerBackoffAndACountOfItsOwn() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Again(100 * MS, "again in 100ms"));
        assertThat(call.onFailure(failure(Kind.OVERLOADED), 0)).isEqualTo(new Again(1_000 * MS, "again in 1s"));
        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Again(200 * MS, "again in 200ms"));
    }

    @Test
    void anEmptyBudgetEndsTheCall() {
        RetryBudget budget =
                RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(1), 0);
        Retries call = new Retries(POLICY, budget, Idempotence.IDEMPOTENT, NONE, new SplittableRandom(1));
        call.onFailure(failure(Kind.UNAVAILABLE), 0);

        assertThat(call.onFailure(failure(Kind.UNAVAILABLE), 0)).isEqualTo(new Stop("the retry budget is used up"));
        assertThat(call.attempts()).isEqualTo(2);
    }

    @Test
    void aRetryThatDoesNotHappenTakesNothingFromTheBudget() {
        RetryBudget budget =
                RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(1), 0);
        new Retries(POLICY, budget, Idempotence.IDEMPOTENT, 50 * MS, new SplittableRandom(1))
                .onFailure(failure(Kind.UNAVAILABLE), 0);

        assertThat(budget.tryWithdraw(0)).isTrue();
    }

    @Test
    void anAttemptEndsAtItsTimeoutOrAtTheDeadlineWhicheverIsFirst() {
        Retries call = call(POLICY.withAttemptTimeout(Duration.ofMillis(200)), Idempotence.IDEMPOTENT, 1_000 * MS);

        assertThat(call.attemptDeadline(0)).isEqualTo(200 * MS);
        assertThat(call.attemptDeadline(900 * MS)).isEqualTo(1_000 * MS);
        assertThat(call(POLICY, Idempotence.IDEMPOTENT, 1_000 * MS).attemptDeadline(0))
                .isEqualTo(1_000 * MS);
    }

    @Test
    void onceItMayHaveRunALaterDefiniteErrorDoesNotMakeItFailed() {
        Retries call = idempotent(NONE);
        call.onFailure(failure(Kind.TIMEOUT), 0);
        call.onFailure(failure(Kind.FATAL), 0);

        assertThat(call.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aSuccessClearsTheDoubt() {
        Retries call = idempotent(NONE);
        call.onFailure(failure(Kind.TIMEOUT), 0);
        call.succeeded();

        assertThat(call.outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void anAttemptThatWasLeftToItselfMayHaveRun() {
        Retries call = idempotent(NONE);
        assertThat(call.outcome()).isEqualTo(Outcome.FAILED);

        call.abandoned();

        assertThat(call.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void theFirstHintIsFollowedAtOnce() {
        Retries call = idempotent(NONE);

        assertThat(call.onFailure(failure(Kind.NOT_LEADER).withLeader(TWO), 0))
                .isEqualTo(new Again(0, "to the leader, node2:7001"));
    }

    @Test
    void twoNodesThatNameEachOtherEndInWaitingNotInASpin() {
        Retries call = idempotent(NONE);
        call.onFailure(failure(Kind.NOT_LEADER).withLeader(TWO), 0);
        call.onFailure(failure(Kind.NOT_LEADER).withLeader(ONE), 0);

        for (int i = 0; i < Redirects.MAX_WAITS; i++) {
            Again again = (Again) call.onFailure(failure(Kind.NOT_LEADER).withLeader(i % 2 == 0 ? TWO : ONE), 0);
            assertThat(again.delayNanos()).isGreaterThanOrEqualTo(5 * MS).isLessThanOrEqualTo(500 * MS);
        }
        assertThat(call.onFailure(failure(Kind.NOT_LEADER).withLeader(TWO), 0))
                .isEqualTo(new Stop("no leader found after waiting 20 times"));
    }

    @Test
    void noMoreHintsAreFollowedThanTheLimit() {
        Retries call = idempotent(NONE).limitRedirects(1);
        call.onFailure(failure(Kind.NOT_LEADER).withLeader(ONE), 0);

        assertThat(call.onFailure(failure(Kind.NOT_LEADER).withLeader(TWO), 0))
                .isEqualTo(new Stop("redirects used up (1 of 1)"));
    }

    @Test
    void redirectsTakeNeitherAttemptsNorBudget() {
        RetryBudget empty = RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), 0);
        Retries call =
                new Retries(RetryPolicy.never(), empty, Idempotence.NOT_IDEMPOTENT, NONE, new SplittableRandom(1));

        assertThat(call.onFailure(failure(Kind.NOT_LEADER).withLeader(ONE), 0)).isInstanceOf(Again.class);
        assertThat(call.onFailure(failure(Kind.NOT_LEADER), 0)).isInstanceOf(Again.class);
        assertThat(call.attempts()).as("but they are attempts").isEqualTo(3);
        assertThat(call.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void waitingForAnElectionEndsAtTheDeadline() {
        Retries call = idempotent(4 * MS);

        assertThat(call.onFailure(failure(Kind.NOT_LEADER), 0).why()).endsWith("would pass the deadline");
    }

    @Test
    void aLimitOfRedirectsBelowZeroIsRefused() {
        assertThatThrownBy(() -> idempotent(NONE).limitRedirects(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxHops: -1 (expected: >= 0)");
    }

    private static Retries idempotent(long deadline) {
        return call(POLICY, Idempotence.IDEMPOTENT, deadline);
    }

    private static Retries call(RetryPolicy policy, Idempotence idempotence, long deadline) {
        return new Retries(policy, RetryBudget.unlimited(), idempotence, deadline, new SplittableRandom(1));
    }

    private static Failure failure(Kind kind) {
        return Failure.of(kind, new IllegalStateException("scripted"));
    }
}
