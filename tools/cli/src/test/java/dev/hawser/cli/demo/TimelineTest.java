// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.demo.Timeline.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = Timeline.of(100);

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
    void theHeadlineIsThatOfTheLatestStep() {
        assertThat(timeline.headline(0)).isEqualTo(Timeline.OPENING);
        assertThat(timeline.headline(20)).startsWith("steady was killed");
        assertThat(timeline.headline(99)).startsWith("late was added");
    }

    @Test
    void whatAFlakyServerDoesIsRepeatableAndAsRareAsSaid() {
        Random random = new Random(7);
        long mischief = 0;
        for (int n = 0; n < 10_000; n++) {
            mischief += Mischief.next(0.02, random) == Mischief.NONE ? 0 : 1;
        }

        assertThat(mischief).isBetween(150L, 250L);
        assertThat(Mischief.next(0, random)).isEqualTo(Mischief.NONE);
        assertThat(Mischief.next(1, random)).isNotEqualTo(Mischief.NONE);
    }
}
