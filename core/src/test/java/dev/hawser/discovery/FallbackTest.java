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
    private static final List<Endpoint> A = List.of(Endpoint.of("a:1"));
    private static final List<Endpoint> B = List.of(Endpoint.of("b:1"));
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final long START = Long.MAX_VALUE - 5;

    private final Fallback fallback = new Fallback(2, new FallbackOptions(3, HOLD));
    private long now = START;

    private Fallback.Decision fail(int source) {
        return fallback.onFailure(source, new IOException("down"), now);
    }

    private void failThreeTimes(int source) {
        fail(source);
        fail(source);
        fail(source);
    }

    @Test
    void theSecondServesWhileTheFirstHasNeverAnswered() {
        assertThat(fallback.onAnswer(SECOND, B, now).publish()).contains(B);
    }

    /** The hold is against flapping; at the start the first is merely slower. */
    @Test
    void theFirstTakesOverAtOnceWhenItFirstAnswers() {
        fallback.onAnswer(SECOND, B, now);

        assertThat(fallback.onAnswer(FIRST, A, now).publish()).contains(A);
    }

    @Test
    void whatTheSecondSaysDoesNotMatterWhileTheFirstServes() {
        fallback.onAnswer(FIRST, A, now);

        assertThat(fallback.onAnswer(SECOND, B, now).publish()).isEmpty();
    }

    @Test
    void anAnswerOfTheChosenOneIsPublishedAlsoUnchangedAsItConfirmsTheSet() {
        fallback.onAnswer(FIRST, A, now);

        assertThat(fallback.onAnswer(FIRST, A, now).publish()).contains(A);
    }

    @Test
    void failuresBelowTheThresholdChangeNothing() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);

        assertThat(fail(FIRST).publish()).isEmpty();
        assertThat(fail(FIRST).publish()).isEmpty();
        assertThat(fail(FIRST).publish()).contains(B);
    }

    @Test
    void emptyAnswersCountLikeFailures() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);
        fail(FIRST);

        assertThat(fallback.onAnswer(FIRST, List.of(), now).publish()).isEmpty();
        assertThat(fallback.onAnswer(FIRST, List.of(), now).publish()).contains(B);
    }

    @Test
    void aSourceThatAlternatesIsNeverLeft() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);

        for (int i = 0; i < 100; i++) {
            assertThat(fail(FIRST).publish()).isEmpty();
            assertThat(fail(FIRST).publish()).isEmpty();
            assertThat(fallback.onAnswer(FIRST, A, now).publish()).contains(A);
        }
    }

    @Test
    void theWayBackIsOpenAfterTheHold() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);
        failThreeTimes(FIRST);
        now += Duration.ofSeconds(4).toNanos();

        Fallback.Decision early = fallback.onAnswer(FIRST, A, now);
        assertThat(early.publish()).isEmpty();
        assertThat(early.recheckNanos()).hasValue(Duration.ofSeconds(6).toNanos());

        now += Duration.ofSeconds(6).toNanos();
        assertThat(fallback.onHoldEnded(now).publish()).contains(A);
    }

    @Test
    void noWayBackToASourceThatFailedAgainDuringTheHold() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);
        failThreeTimes(FIRST);
        fallback.onAnswer(FIRST, A, now);
        failThreeTimes(FIRST);

        assertThat(fallback.onHoldEnded(now + HOLD.toNanos()).publish()).isEmpty();
    }

    @Test
    void theHoldDoesNotBindToASourceThatIsBadItself() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(SECOND, B, now);
        failThreeTimes(FIRST);
        failThreeTimes(SECOND);

        assertThat(fallback.onAnswer(FIRST, A, now).publish()).contains(A);
    }

    @Test
    void whenAllAreBadTheSetStays() {
        fallback.onAnswer(FIRST, A, now);
        failThreeTimes(FIRST);
        failThreeTimes(SECOND);

        assertThat(fail(FIRST).publish()).isEmpty();
    }

    /** Keeping the last good set against an empty answer is the watcher's choice, so it must hear of it. */
    @Test
    void aLastingEmptinessWithNobodyElseIsPassedOn() {
        fallback.onAnswer(FIRST, A, now);
        fallback.onAnswer(FIRST, List.of(), now);
        fallback.onAnswer(FIRST, List.of(), now);

        assertThat(fallback.onAnswer(FIRST, List.of(), now).publish()).contains(List.of());
    }

    @Test
    void problemsOfEverySourceAreTold() {
        fallback.onAnswer(FIRST, A, now);

        assertThat(fail(SECOND).problems()).hasSize(1);
    }
}
