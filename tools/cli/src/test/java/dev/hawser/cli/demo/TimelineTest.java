// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.demo.Timeline.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = Timeline.ofTcp(once(100));

    @Test
    void aServerIsKilledThenComesBackThenAnotherJoins() {
        assertThat(timeline.steps())
                .extracting(Timeline.Step::action)
                .containsExactly(Action.KILL, Action.RESTORE, Action.ADD);
        assertThat(timeline.steps()).extracting(Timeline.Step::at).containsExactly(20.0, 45.0, 65.0);
    }

    @Test
    void everyStepIsDueExactlyOnceHoweverUnevenlyOneLooks() {
        Random random = new Random(7);
        List<Timeline.Step> seen = new ArrayList<>();
        double before = 0;
        while (before < 100) {
            double now = before + 9 * random.nextDouble();
            seen.addAll(timeline.due(before, now));
            before = now;
        }

        assertThat(seen).isEqualTo(timeline.steps());
    }

    /** Who comes back, or stays away, must do so before the next round begins, or that round would tell another story. */
    @Test
    void aRoundThatRepeatsTakesAwayWhoJoinedAndBeginsAgain() {
        Timeline again = Timeline.ofTcp(new Timeline.Length(100, true));

        assertThat(again.due(0, 300))
                .extracting(Timeline.Step::action)
                .containsExactly(
                        Collections.nCopies(3, List.of(Action.KILL, Action.RESTORE, Action.ADD, Action.REMOVE)).stream()
                                .flatMap(List::stream)
                                .toArray(Action[]::new));
        assertThat(again.due(199.9, 219.9)).isEmpty();
        assertThat(again.due(199.9, 220)).extracting(Timeline.Step::action).containsExactly(Action.KILL);
        assertThat(again.length().isOver(1e6)).isFalse();
        assertThat(again.length().position(230)).isEqualTo(30);
        assertThat(Timeline.headline(List.of(again), 205)).isEqualTo(Timeline.OPENING);
        assertThat(Timeline.headline(List.of(again), 225)).startsWith("steady was killed");
    }

    @Test
    void aRoundThatDoesNotRepeatIsOver() {
        assertThat(timeline.length().isOver(99.9)).isFalse();
        assertThat(timeline.length().isOver(100)).isTrue();
        assertThat(timeline.length().position(100.2)).isEqualTo(100);
        assertThat(timeline.due(100, 300)).isEmpty();
    }

    private static Timeline.Length once(double seconds) {
        return new Timeline.Length(seconds, false);
    }

    @Test
    void theHeadlineIsThatOfTheLatestStepOfAll() {
        List<Timeline> both = List.of(timeline, Timeline.ofGrpc(once(100)));

        assertThat(Timeline.headline(both, 0)).isEqualTo(Timeline.OPENING);
        assertThat(Timeline.headline(both, 20)).startsWith("steady was killed");
        assertThat(Timeline.headline(both, 28.1)).startsWith("bravo was killed");
        assertThat(Timeline.headline(both, 99)).startsWith("delta is quick again");
    }

    /** A headline is read in two seconds or not at all: half a minute has steps at least that far apart. */
    @Test
    void noTwoStepsOfTheFleetsHappenAtOnce() {
        List<Double> times = Stream.of(Timeline.ofTcp(once(30)), Timeline.ofGrpc(once(30)))
                .flatMap(each -> each.steps().stream())
                .map(Timeline.Step::at)
                .sorted()
                .toList();

        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(1.4);
        }
    }
}
