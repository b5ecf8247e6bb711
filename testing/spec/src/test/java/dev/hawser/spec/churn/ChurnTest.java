// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.churn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Endpoints that come and go leave nothing behind: no object, no series, no thread, whoever watches. */
@Tag("long")
@Timeout(300)
class ChurnTest {
    private static final int ENDPOINTS = 10_000;

    /** The first fills what has room for a while: histories, timelines, who left a moment ago. The second replaces it. */
    private static final int WARM = 2;

    private static final int ROUNDS = 2;

    /** How many came and went in both pools while it counts. */
    private static final int CAME = 2 * ENDPOINTS * ROUNDS;

    /** The smallest object there is. What is measured is some kB in all. */
    private static final long MOST_BYTES = 16L * CAME;

    private final List<Object> kept = new ArrayList<>();

    @BeforeEach
    void assumeItCanBeMeasured() {
        assumeTrue(Heap.canBeSeen(), "this JVM has no class histogram: use one with HotSpot");
    }

    @Test
    void tenThousandEndpointsThatAreReplacedLeaveNothingBehind() throws Exception {
        try (WatchedFleet fleet = new WatchedFleet()) {
            replace(fleet, 0, WARM);
            Heap before = settled();
            int threads = Thread.activeCount();
            int series = fleet.series();

            replace(fleet, WARM, ROUNDS);

            assertThat(fleet.endpoints()).isEqualTo(2 * ENDPOINTS);
            assertThat(fleet.connections()).isGreaterThanOrEqualTo(ENDPOINTS);
            assertThat(fleet.series()).isEqualTo(series);
            assertThat(Thread.activeCount()).isLessThan(threads + ROUNDS);
            assertNothingIsLeftSince(before);
        }
    }

    private static void replace(WatchedFleet fleet, int first, int rounds) throws Exception {
        for (int round = first; round < first + rounds; round++) {
            fleet.replaceAll(ENDPOINTS, round);
            fleet.lookAtAll();
        }
    }

    /** The least of a few: a look at ten thousand endpoints, or an answer of ten megabytes, may just be under way. */
    private static Heap settled() {
        return Stream.generate(Heap::now)
                .limit(5)
                .min(Comparator.comparingLong(Heap::bytes))
                .orElseThrow();
    }

    /** Soon: somebody may be looking at ten thousand endpoints just now. */
    private static void assertNothingIsLeftSince(Heap before) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    Heap now = Heap.now();
                    String growth = now.growthSince(before);
                    assertThat(now.ours() - before.ours()).as(growth).isLessThan(CAME / 50);
                    assertThat(now.bytes() - before.bytes()).as(growth).isLessThan(MOST_BYTES);
                });
    }

    /** What this rests upon. */
    @Test
    void whatIsKeptIsSeen() {
        Heap before = Heap.now();
        for (int i = 0; i < ENDPOINTS; i++) {
            kept.add(new Kept());
        }

        Heap now = Heap.now();

        assertThat(now.instances(Kept.class.getName()::equals)).isEqualTo(kept.size());
        assertThat(now.growthSince(before)).contains(ENDPOINTS + " " + Kept.class.getName());
    }

    private static final class Kept {}
}
