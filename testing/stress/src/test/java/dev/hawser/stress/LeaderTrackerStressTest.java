// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.leader.LeaderHint;
import dev.hawser.leader.LeaderNews;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.leader.LeaderTracker;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PT47: whatever replies come in at once, the term never goes back, and each change is reported once. */
@Tag("long")
class LeaderTrackerStressTest {

    private static final List<Address> MEMBERS = List.of(new Address("a", 1), new Address("b", 1), new Address("c", 1));
    private static final int REPLIES = 50_000 * Integer.getInteger("hawser.stress", 1);

    @Test
    void theTermNeverGoesBackAndLeadersChangeOnce() throws InterruptedException {
        LeaderTracker tracker = new LeaderTracker(LeaderOptions.defaults(), Set.copyOf(MEMBERS), 0);
        AtomicInteger gained = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();

        Threads.run(6, thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            long newest = 0;
            for (int reply = 0; reply < REPLIES; reply++) {
                count(news(tracker, random, reply), gained, lost);
                long term = tracker.term(0).orElse(0);
                assertThat(term >= newest).as("%s after %s", term, newest).isTrue();
                newest = term;
            }
        });

        int known = tracker.leader(0).isPresent() ? 1 : 0;
        assertThat(gained.get() - lost.get()).isEqualTo(known);
        assertThat(lost).hasPositiveValue();
    }

    private static LeaderNews news(LeaderTracker tracker, SplittableRandom random, int reply) {
        Address by = MEMBERS.get(random.nextInt(3));
        long term = Math.max(0, reply / 10 - random.nextInt(20));
        return switch (random.nextInt(3)) {
            case 0 -> tracker.lost(by, 0);
            case 1 -> tracker.answered(by, OptionalLong.of(term), 0, 0);
            default -> tracker.refused(by, hint(random, term), 0, 0);
        };
    }

    private static LeaderHint hint(SplittableRandom random, long term) {
        int leader = random.nextInt(4);
        return new LeaderHint(leader == 3 ? Optional.empty() : Optional.of(MEMBERS.get(leader)), OptionalLong.of(term));
    }

    private static void count(LeaderNews news, AtomicInteger gained, AtomicInteger lost) {
        news.change().ifPresent(change -> {
            lost.addAndGet(change.from().isPresent() ? 1 : 0);
            gained.addAndGet(change.to().isPresent() ? 1 : 0);
        });
    }
}
