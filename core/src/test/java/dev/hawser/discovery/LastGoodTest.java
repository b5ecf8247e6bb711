// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.LastGood.Kind;
import dev.hawser.discovery.LastGood.Problem;
import dev.hawser.discovery.LastGood.Verdict;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastGoodTest {
    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:1");
    private static final Endpoint C = Endpoint.of("c:1");

    /** Shortly before readings wrap around. */
    private static final long START = Long.MAX_VALUE - 5;

    private final LastGood lastGood = new LastGood(EmptyAnswer.IGNORE);

    @Test
    void theFirstAnswerIsPublished() {
        Verdict verdict = lastGood.onAnswer(List.of(B, A), START);

        assertThat(verdict.publish()).contains(List.of(B, A));
        assertThat(verdict.problems()).isEmpty();
    }

    @Test
    void anUnchangedAnswerChangesNothing() {
        lastGood.onAnswer(List.of(A, B), START);

        assertThat(lastGood.onAnswer(List.of(A, B), START).publish()).isEmpty();
    }

    @Test
    void anotherOrderChangesNothing() {
        lastGood.onAnswer(List.of(A, B), START);

        Verdict verdict = lastGood.onAnswer(List.of(B, A), START);

        assertThat(verdict.publish()).isEmpty();
        assertThat(lastGood.current()).containsExactly(A, B);
    }

    /** Sources describe everybody anew each time. Whoever works on the set after us can tell at a glance who is as before. */
    @Test
    void whoHasNotChangedStaysTheSameObject() {
        lastGood.onAnswer(List.of(A, B), START);

        lastGood.onAnswer(List.of(Endpoint.of("a:1"), Endpoint.of("b:1").withWeight(5)), START);

        assertThat(lastGood.current().get(0)).isSameAs(A);
        assertThat(lastGood.current().get(1)).isEqualTo(B.withWeight(5));
    }

    @Test
    void oneLessIsAChange() {
        lastGood.onAnswer(List.of(A, B), START);

        assertThat(lastGood.onAnswer(List.of(A), START).publish()).contains(List.of(A));
    }

    @Test
    void aWeightAPriorityOrAnAttributeIsAChange() {
        lastGood.onAnswer(List.of(A), START);

        assertThat(lastGood.onAnswer(List.of(A.withWeight(5)), START).publish()).isPresent();
        assertThat(lastGood.onAnswer(List.of(A.withPriority(5)), START).publish())
                .isPresent();
        assertThat(lastGood.onAnswer(List.of(A.withAttributes(Map.of("zone", "b"))), START)
                        .publish())
                .isPresent();
    }

    @Test
    void aFailureKeepsTheLastGoodSet() {
        lastGood.onAnswer(List.of(A, B), START);
        IOException cause = new IOException("server says no");

        Verdict verdict = lastGood.onFailure(cause);

        assertThat(verdict.publish()).isEmpty();
        assertThat(verdict.problems())
                .containsExactly(new Problem(
                        Kind.FAILED, "IOException: server says no; 2 endpoints kept", Optional.of(cause), 1));
        assertThat(lastGood.current()).containsExactly(A, B);
    }

    @Test
    void anEmptyAnswerKeepsTheLastGoodSet() {
        lastGood.onAnswer(List.of(A), START);

        Verdict verdict = lastGood.onAnswer(List.of(), START);

        assertThat(verdict.publish()).isEmpty();
        assertThat(verdict.problems()).extracting(Problem::kind).containsExactly(Kind.EMPTY);
        assertThat(lastGood.current()).containsExactly(A);
    }

    @Test
    void aTrustedEmptyAnswerRemovesAll() {
        LastGood trusting = new LastGood(EmptyAnswer.TRUST);
        trusting.onAnswer(List.of(A), START);

        Verdict verdict = trusting.onAnswer(List.of(), START);

        assertThat(verdict.publish()).contains(List.of());
        assertThat(verdict.problems()).isEmpty();
    }

    @Test
    void aTrustedEmptyFirstAnswerIsAnAnswer() {
        LastGood trusting = new LastGood(EmptyAnswer.TRUST);

        assertThat(trusting.onAnswer(List.of(), START).publish()).contains(List.of());
        assertThat(trusting.isKnown()).isTrue();
        assertThat(trusting.onAnswer(List.of(), START).publish()).isEmpty();
    }

    @Test
    void ofADuplicatedAddressTheFirstCounts() {
        Verdict verdict = lastGood.onAnswer(List.of(A.withWeight(3), B, A.withWeight(9)), START);

        assertThat(verdict.publish()).contains(List.of(A.withWeight(3), B));
        assertThat(verdict.problems()).extracting(Problem::kind).containsExactly(Kind.DUPLICATES);
        assertThat(verdict.problems().get(0).message()).contains("a:1");
    }

    @Test
    void theSameDuplicatesAreReportedOnceAndOthersAgain() {
        lastGood.onAnswer(List.of(A, A), START);

        assertThat(lastGood.onAnswer(List.of(A, A), START).problems()).isEmpty();
        assertThat(lastGood.onAnswer(List.of(A, B, B), START).problems()).hasSize(1);
        assertThat(lastGood.onAnswer(List.of(A, B), START).problems()).isEmpty();
        assertThat(lastGood.onAnswer(List.of(A, B, B), START).problems()).hasSize(1);
    }

    @Test
    void tenThousandEndpointsAreAcceptedAndOneMoreIsNot() {
        List<Endpoint> many = IntStream.rangeClosed(1, LastGood.MAX_ENDPOINTS + 1)
                .mapToObj(port -> Endpoint.of("many:" + port))
                .toList();

        Verdict fits = lastGood.onAnswer(many.subList(1, many.size()), START);
        Verdict tooMany = lastGood.onAnswer(many, START);

        assertThat(fits.publish()).isPresent();
        assertThat(tooMany.publish()).isEmpty();
        assertThat(tooMany.problems().get(0).kind()).isEqualTo(Kind.TOO_MANY);
        assertThat(tooMany.problems().get(0).message()).startsWith("endpoints: 10001 (expected: <= 10000)");
        assertThat(lastGood.current()).hasSize(LastGood.MAX_ENDPOINTS);
    }

    @Test
    void nullIsAProblemOfTheSourceAndNotOurs() {
        lastGood.onAnswer(List.of(A), START);

        assertThat(lastGood.onAnswer(null, START).problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.MALFORMED);
        assertThat(lastGood.onAnswer(Arrays.asList(B, null), START).problems()).hasSize(1);
        assertThat(lastGood.onFailure(null).problems()).hasSize(1);
        assertThat(lastGood.current()).containsExactly(A);
    }

    /** So that a log can be loud about the first and quiet about the next. */
    @Test
    void badAnswersInARowAreCountedUntilAGoodOne() {
        lastGood.onFailure(new IOException("one"));
        lastGood.onAnswer(List.of(), START);
        assertThat(lastGood.onFailure(new IOException("three"))
                        .problems()
                        .get(0)
                        .streak())
                .isEqualTo(3);

        lastGood.onAnswer(List.of(A), START);

        assertThat(lastGood.failures()).isZero();
    }

    @Test
    void theAgeCountsFromTheLastGoodAnswerChangedOrNot() {
        assertThat(lastGood.age(START)).isEmpty();
        lastGood.onAnswer(List.of(A), START);
        lastGood.onAnswer(List.of(A), START + 10);
        lastGood.onFailure(new IOException("late"));
        lastGood.onAnswer(List.of(), START + 20);

        assertThat(lastGood.age(START + 25)).contains(Duration.ofNanos(15));
    }

    @Test
    void aListThatItsSourceChangesLaterIsOfNoConsequence() {
        List<Endpoint> reused = Arrays.asList(A, B);
        lastGood.onAnswer(reused, START);

        reused.set(1, C);

        assertThat(lastGood.current()).containsExactly(A, B);
        assertThat(lastGood.onAnswer(reused, START).publish()).contains(List.of(A, C));
    }

    /** The source saw the deletion of each one: keeping them would keep ghosts. */
    @Test
    void aCertainEndRemovesAllAlsoWhereEmptyAnswersAreIgnored() {
        lastGood.onAnswer(List.of(A, B), START);

        Verdict verdict = lastGood.onGone(START + 10);

        assertThat(verdict.publish()).contains(List.of());
        assertThat(verdict.problems()).isEmpty();
        assertThat(lastGood.isGone()).isTrue();
        assertThat(lastGood.age(START + 15)).contains(Duration.ofNanos(5));
    }

    @Test
    void aCertainEndTwiceIsOne() {
        lastGood.onAnswer(List.of(A), START);
        lastGood.onGone(START);

        assertThat(lastGood.onGone(START).publish()).isEmpty();
        assertThat(lastGood.isGone()).isTrue();
    }

    @Test
    void aCertainEndIsAGoodAnswerToBeginWith() {
        lastGood.onFailure(new IOException("one"));

        assertThat(lastGood.onGone(START).publish()).contains(List.of());
        assertThat(lastGood.isKnown()).isTrue();
        assertThat(lastGood.failures()).isZero();
    }

    @Test
    void afterACertainEndThereIsANewBeginning() {
        lastGood.onAnswer(List.of(A), START);
        lastGood.onGone(START);

        assertThat(lastGood.onAnswer(List.of(A), START).publish()).contains(List.of(A));
        assertThat(lastGood.isGone()).isFalse();
    }

    @Test
    void whatFailsAfterACertainEndBringsNobodyBack() {
        lastGood.onAnswer(List.of(A), START);
        lastGood.onGone(START);
        lastGood.onFailure(new IOException("late"));
        lastGood.onAnswer(List.of(), START);

        assertThat(lastGood.current()).isEmpty();
        assertThat(lastGood.isGone()).isTrue();
    }
}
