// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.source.News;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final Endpoint A = Endpoint.of("10.0.0.1:7001");

    private final Journal journal = new Journal();

    private static News trouble(LastGood.Kind kind, String message, int streak) {
        return new News.Trouble(new LastGood.Problem(kind, message, Optional.empty(), streak));
    }

    @Test
    void aSourceThatStaysDownIsToldOnce() {
        assertThat(journal.on(trouble(LastGood.Kind.FAILED, "refused; 3 endpoints kept", 1)))
                .containsExactly(new Event.Troubled("refused; 3 endpoints kept"));
        assertThat(journal.on(trouble(LastGood.Kind.FAILED, "refused; 3 endpoints kept", 2)))
                .isEmpty();
    }

    @Test
    void anotherTroubleIsToldAgain() {
        journal.on(trouble(LastGood.Kind.FAILED, "refused", 1));

        assertThat(journal.on(trouble(LastGood.Kind.EMPTY, "empty answer", 2)))
                .containsExactly(new Event.Troubled("empty answer"));
    }

    /** Two agents that are down fail in turn, each in its own words. */
    @Test
    void troublesThatAlternateAreToldOnceEach() {
        journal.on(trouble(LastGood.Kind.FAILED, "agent 1: refused", 1));
        journal.on(trouble(LastGood.Kind.FAILED, "agent 2: timed out", 2));

        assertThat(journal.on(trouble(LastGood.Kind.FAILED, "agent 1: refused", 3)))
                .isEmpty();
    }

    @Test
    void theEndOfTroubleIsToldOnceAndTheNextTroubleAgain() {
        journal.on(trouble(LastGood.Kind.FAILED, "refused", 1));

        assertThat(journal.on(new News.Recovered())).containsExactly(new Event.Recovered());
        assertThat(journal.on(new News.Recovered())).isEmpty();
        assertThat(journal.on(trouble(LastGood.Kind.FAILED, "refused", 1)))
                .containsExactly(new Event.Troubled("refused"));
    }

    /** They come with an answer that was used, so there is nothing to recover from. */
    @Test
    void duplicatesAreToldAndAreNoOutage() {
        assertThat(journal.on(trouble(LastGood.Kind.DUPLICATES, "duplicate addresses", 1)))
                .hasSize(1);
        assertThat(journal.on(new News.Recovered())).isEmpty();
    }

    @Test
    void anEmptySetThatIsCertainTakesAllAway() {
        journal.on(new News.Found(List.of(A)));

        assertThat(journal.on(new News.Found(List.of()))).containsExactly(new Event.Moved(new Change.Removed(A)));
        assertThat(journal.begun()).isTrue();
        assertThat(journal.known()).isEmpty();
    }
}
