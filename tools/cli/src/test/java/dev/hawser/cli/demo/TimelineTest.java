// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.demo.Timeline.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = Timeline.ofTcp(100);

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
        while (before < timeline.seconds()) {
            double now = before + 9 * random.nextDouble();
            seen.addAll(timeline.due(before, now));
            before = now;
        }

        assertThat(seen).isEqualTo(timeline.steps());
    }

    @Test
    void theHeadlineIsThatOfTheLatestStepOfAll() {
        List<Timeline> both = List.of(timeline, Timeline.ofGrpc(100));

        assertThat(Timeline.headline(both, 0)).isEqualTo(Timeline.OPENING);
        assertThat(Timeline.headline(both, 20)).startsWith("steady was killed");
        assertThat(Timeline.headline(both, 28.1)).startsWith("bravo was killed");
        assertThat(Timeline.headline(both, 99)).startsWith("delta is quick again");
    }

    /** A headline is read in two seconds or not at all: half a minute has steps at least that far apart. */
    @Test
    void noTwoStepsOfTheFleetsHappenAtOnce() {
        List<Double> times = Stream.of(Timeline.ofTcp(30), Timeline.ofGrpc(30))
                .flatMap(each -> each.steps().stream())
                .map(Timeline.Step::at)
                .sorted()
                .toList();

        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(1.4);
        }
    }
}
