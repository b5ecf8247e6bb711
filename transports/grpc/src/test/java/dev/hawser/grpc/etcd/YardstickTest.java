// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is taken for the cluster's time is not counted as ours, so it must not be too much. */
class YardstickTest {

    /** As of a clock that is about to overflow, as {@link System#nanoTime} may. */
    private static final long START = Long.MAX_VALUE - 1;

    private static final List<Long> ACKS = at(0, 50, 100, 1300, 1350, 1600);

    private static List<Long> at(long... millis) {
        return LongStream.of(millis).mapToObj(YardstickTest::at).toList();
    }

    private static long at(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    private static Duration outage(long from, long to) {
        return Yardstick.outage(ACKS, at(from), at(to));
    }

    @Test
    void whatPassesWhileOthersWriteIsOurs() {
        assertThat(outage(0, 100)).isZero();
        assertThat(outage(1300, 1600)).isZero();
        assertThat(outage(1300, 9000)).isZero();
    }

    @Test
    void anOutageCountsAsFarAsItLiesInTheTimeAskedFor() {
        assertThat(outage(90, 1800)).isEqualTo(Duration.ofMillis(1200));
        assertThat(outage(300, 1800)).isEqualTo(Duration.ofMillis(1000));
        assertThat(outage(90, 1000)).isEqualTo(Duration.ofMillis(900));
        assertThat(outage(300, 1000)).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void severalOutagesAddUp() {
        List<Long> twice = at(0, 1000, 1050, 2050);

        assertThat(Yardstick.outage(twice, at(0), at(2100))).isEqualTo(Duration.ofMillis(2000));
    }
}
