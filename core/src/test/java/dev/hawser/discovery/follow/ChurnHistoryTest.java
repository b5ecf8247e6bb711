// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever comes and goes: the promises hold at each moment, and when all is quiet the truth is in use. */
class ChurnHistoryTest {

    @Test
    void thePromisesHoldInAnyHistory() {
        for (int seed = 0; seed < 200; seed++) {
            new History(seed).run();
        }
    }

    private static final class History {
        private static final long MILLI = 1_000_000;

        private final Random dice;
        private final Churn churn = new Churn(FollowOptions.defaults());
        private final Map<Endpoint, Long> admitted = new HashMap<>();
        private long now;
        private List<Endpoint> told = List.of();
        private List<Endpoint> used = List.of();
        private Optional<Long> wakeAt = Optional.empty();

        History(int seed) {
            dice = new Random(seed * 31L);
        }

        void run() {
            for (int i = 0; i < 300; i++) {
                int size = 1 + dice.nextInt(6);
                told = IntStream.range(0, 8)
                        .filter(port -> dice.nextInt(8) < size)
                        .mapToObj(port -> Endpoint.of("h:" + (port + 1)))
                        .toList();
                follow(churn.onSet(told, now));
                pass(dice.nextInt(1 + dice.nextInt(400)) * MILLI);
            }
            pass(20_000 * MILLI);
            assertThat(used).isEqualTo(told);
            assertThat(wakeAt).isEmpty();
        }

        private void pass(long nanos) {
            long end = now + nanos;
            while (wakeAt.isPresent() && wakeAt.get() <= end) {
                assertThat(wakeAt.get()).isGreaterThan(now);
                now = wakeAt.get();
                follow(churn.onTime(now));
            }
            now = end;
        }

        private void follow(Churn.Step step) {
            wakeAt = step.wakeNanos().isPresent()
                    ? Optional.of(now + step.wakeNanos().getAsLong())
                    : Optional.empty();
            step.publish().ifPresent(this::use);
        }

        private void use(List<Endpoint> next) {
            assertThat(told).containsAll(next);
            assertThat(next.isEmpty()).isEqualTo(told.isEmpty());
            for (Endpoint each : next) {
                if (!used.contains(each)) {
                    Long before = admitted.put(each, now);
                    assertThat(before == null || now - before >= 500 * MILLI).isTrue();
                }
            }
            used = next;
        }
    }
}
