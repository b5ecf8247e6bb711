// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DnsClientTest {
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** The waits for silent servers, in the order asked. */
    private static List<Long> waits(long total, long longest, int rounds, int servers) {
        long[] left = {total};
        return IntStream.range(0, rounds * servers)
                .mapToObj(i -> {
                    long wait = DnsClient.waitNanos(left[0], longest, rounds - i / servers, servers, i % servers);
                    left[0] -= wait;
                    return wait;
                })
                .toList();
    }

    @Test
    void eachRoundHasTwiceTheTimeOfTheOneBeforeAndAllOfItIsUsed() {
        assertThat(waits(7_000, FOR_EVER, 3, 1)).containsExactly(1_000L, 2_000L, 4_000L);
        assertThat(waits(9_000, FOR_EVER, 2, 3)).containsExactly(1_000L, 1_000L, 1_000L, 2_000L, 2_000L, 2_000L);
        assertThat(waits(5_000, FOR_EVER, 1, 1)).containsExactly(5_000L);
    }

    @Test
    void noWaitIsLongerThanTheLongest() {
        assertThat(waits(7_000, 1_500, 3, 1)).containsExactly(1_000L, 1_500L, 1_500L);
    }

    /** What a server that failed at once has left over goes to the others. */
    @Test
    void timeThatNobodyUsedIsSharedAnew() {
        assertThat(DnsClient.waitNanos(9_000, FOR_EVER, 1, 2, 1)).isEqualTo(9_000);
        assertThat(DnsClient.waitNanos(-1, FOR_EVER, 2, 1, 0)).isLessThanOrEqualTo(0);
    }
}
