// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbackTest {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final Answer A = Answer.of(List.of(Endpoint.of("a:1")));
    private static final Answer B = Answer.of(List.of(Endpoint.of("b:1")));
    private static final Answer NONE = Answer.of(List.of());
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final long START = Long.MAX_VALUE - 5;

    private final Fallback fallback = new Fallback(2, new FallbackOptions(3, HOLD));
    private long now = START;

    private Fallback.Decision fail(int source) {
        return fallback.onFailure(source, new IOException("down"), now);
    }

    private Fallback.Decision answer(int source, Answer answer) {
        return fallback.onAnswer(source, answer, now);
    }

    private void failThreeTimes(int source) {
        fail(source);
        fail(source);
        fail(source);
    }

    @Test
    void theSecondServesWhileTheFirstHasNeverAnswered() {
        assertThat(answer(SECOND, B).publish()).contains(B);
    }

    /** The hold is against flapping; at the start the first is merely slower. */
    @Test
    void theFirstTakesOverAtOnceWhenItFirstAnswers() {
        answer(SECOND, B);

        assertThat(answer(FIRST, A).publish()).contains(A);
    }

    @Test
    void whatTheSecondSaysDoesNotMatterWhileTheFirstServes() {
        answer(FIRST, A);

        assertThat(answer(SECOND, B).publish()).isEmpty();
    }

    @Test
    void anAnswerOfTheChosenOneIsPublishedAlsoUnchangedAsItConfirmsTheSet() {
        answer(FIRST, A);

        assertThat(answer(FIRST, A).publish()).contains(A);
    }

    @Test
    void failuresBelowTheThresholdChangeNothing() {
        answer(FIRST, A);
        answer(SECOND, B);

        assertThat(fail(FIRST).publish()).isEmpty();
        assertThat(fail(FIRST).publish()).isEmpty();
        assertThat(fail(FIRST).publish()).contains(B);
    }

    @Test
    void emptyAnswersCountLikeFailures() {
        answer(FIRST, A);
        answer(SECOND, B);
        fail(FIRST);

        assertThat(answer(FIRST, NONE).publish()).isEmpty();
        assertThat(answer(FIRST, NONE).publish()).contains(B);
    }

    @Test
    void aSourceThatAlternatesIsNeverLeft() {
        answer(FIRST, A);
        answer(SECOND, B);

        for (int i = 0; i < 100; i++) {
            assertThat(fail(FIRST).publish()).isEmpty();
            assertThat(fail(FIRST).publish()).isEmpty();
            assertThat(answer(FIRST, A).publish()).contains(A);
        }
    }

    @Test
    void theWayBackIsOpenAfterTheHold() {
        answer(FIRST, A);
        answer(SECOND, B);
        failThreeTimes(FIRST);
        now += Duration.ofSeconds(4).toNanos();

        Fallback.Decision early = answer(FIRST, A);
        assertThat(early.publish()).isEmpty();
        assertThat(early.recheckNanos()).hasValue(Duration.ofSeconds(6).toNanos());

        now += Duration.ofSeconds(6).toNanos();
        assertThat(fallback.onHoldEnded(now).publish()).contains(A);
    }

    @Test
    void noWayBackToASourceThatFailedAgainDuringTheHold() {
        answer(FIRST, A);
        answer(SECOND, B);
        failThreeTimes(FIRST);
        answer(FIRST, A);
        failThreeTimes(FIRST);

        assertThat(fallback.onHoldEnded(now + HOLD.toNanos()).publish()).isEmpty();
    }

    @Test
    void theHoldDoesNotBindToASourceThatIsBadItself() {
        answer(FIRST, A);
        answer(SECOND, B);
        failThreeTimes(FIRST);
        failThreeTimes(SECOND);

        assertThat(answer(FIRST, A).publish()).contains(A);
    }

    @Test
    void whenAllAreBadTheSetStays() {
        answer(FIRST, A);
        failThreeTimes(FIRST);
        failThreeTimes(SECOND);

        assertThat(fail(FIRST).publish()).isEmpty();
    }

    /** Keeping the last good set against an empty answer is the watcher's choice, so it must hear of it. */
    @Test
    void aLastingEmptinessWithNobodyElseIsPassedOn() {
        answer(FIRST, A);
        answer(FIRST, NONE);
        answer(FIRST, NONE);

        assertThat(answer(FIRST, NONE).publish()).contains(NONE);
    }

    @Test
    void problemsOfEverySourceAreTold() {
        answer(FIRST, A);

        assertThat(fail(SECOND).problems()).hasSize(1);
    }

    /** Nothing is wrong with a source that watched the last deletion, so nobody else is asked. */
    @Test
    void aCertainEndIsAGoodAnswerAndKeepsItsCertainty() {
        answer(FIRST, A);
        answer(SECOND, B);

        assertThat(answer(FIRST, Answer.GONE).publish()).contains(Answer.GONE);
        assertThat(answer(SECOND, B).publish()).isEmpty();
        assertThat(answer(FIRST, A).publish()).contains(A);
    }

    @Test
    void theCertainEndOfASourceThatIsNotChosenIsOfNoConsequence() {
        answer(FIRST, A);
        answer(SECOND, B);

        assertThat(answer(SECOND, Answer.GONE).publish()).isEmpty();
    }

    /** It is the last good word of that source, and as certain as it was. */
    @Test
    void aSourceThatIsTakenUpAfterItsCertainEndSaysSo() {
        answer(FIRST, A);
        answer(SECOND, Answer.GONE);

        fail(FIRST);
        fail(FIRST);

        assertThat(fail(FIRST).publish()).contains(Answer.GONE);
    }
}
