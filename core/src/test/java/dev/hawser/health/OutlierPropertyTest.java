// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of events, to groups of any size. */
class OutlierPropertyTest extends WatchedGroup {

    /** PT17 to PT19, for any order of events: limits, one probe, and never nobody. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTheLimitsHoldAndSomebodyGetsCalls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        detector = new OutlierDetector(OutlierOptions.defaults(), random.split());
        groupOf(1 + random.nextInt(12));
        int ejections = 0;
        for (int step = 0; step < 5_000; step++) {
            now += random.nextLong(SECOND / 4);
            EndpointHealth one = group.get(random.nextInt(group.size()));
            ejections += happen(random, one);
            assertThat(count(Trust.EJECTED) + count(Trust.HALF_OPEN) + count(Trust.PROBING))
                    .as("step %s", step)
                    .isLessThanOrEqualTo(group.size() / 2);
            assertThat(group.stream().anyMatch(EndpointHealth::admits)).isTrue();
        }
        assertThat(ejections).isPositive();
    }

    private int happen(SplittableRandom random, EndpointHealth one) {
        switch (random.nextInt(12)) {
            case 0 -> detector.down(one, random.nextBoolean());
            case 1 -> detector.unfit(one, "chance");
            case 2 -> detector.fit(one, now);
            case 3 -> detector.advance(now);
            case 4 -> {
                if (group.size() < 14) {
                    group.add(detector.add(new Address("more", 1), now));
                }
            }
            case 5 -> {
                if (group.size() > 1 && random.nextInt(4) == 0) {
                    group.remove(one);
                    detector.remove(one, now);
                }
            }
            case 6, 7 -> {
                boolean open = one.trust() == Trust.HALF_OPEN;
                long ticket = one.tryEnter();
                assertThat(ticket > 0).as("a probe exactly if it was half open").isEqualTo(open);
                assertThat(one.tryEnter()).as("no second one").isLessThanOrEqualTo(0);
                if (open) {
                    endProbe(random.nextInt(3), one, ticket);
                }
            }
            default -> {
                return fail(one, 1 + random.nextInt(6)).size();
            }
        }
        return 0;
    }

    private void endProbe(int how, EndpointHealth one, long ticket) {
        if (how == 0) {
            detector.probeSucceeded(one, ticket, now);
        } else if (how == 1) {
            detector.probeFailed(one, ticket, now);
        } else {
            one.giveBack(ticket);
        }
    }
}
