// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StatsTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    @Test
    void theSameFailureCountsUnderTheSameWordsWhoeverReportsIt() {
        assertThat(Causes.of(new ConnectException("Connection refused"))).isEqualTo("connection refused");
        assertThat(Causes.of(new IOException("connect to a:1", new ConnectException("Connection refused"))))
                .isEqualTo("connection refused");
        assertThat(Causes.of(new SocketException("Connection reset"))).isEqualTo("connection reset");
        assertThat(Causes.of(new SocketException("Broken pipe"))).isEqualTo("connection reset");
        assertThat(Causes.of(new CompletionException(new EOFException()))).isEqualTo("closed by the server");
        assertThat(Causes.of(new SocketTimeoutException("Read timed out"))).isEqualTo("timed out");
        assertThat(Causes.of(new IOException("odd"))).isEqualTo("IOException: odd");
    }

    @Test
    void latenciesAreRoundedToMicrosecondsAndNeverExceedTheLongest() {
        Score score = new Score();
        for (int n = 1; n <= 100; n++) {
            score.answered(n * MILLI);
        }

        Latencies seen = Latencies.of(score.total());

        assertThat(seen.count()).isEqualTo(100);
        assertThat(seen.p50()).isBetween(50_000L, 50_100L);
        assertThat(seen.p99()).isBetween(99_000L, 99_200L);
        assertThat(seen.max()).isBetween(100_000L, 100_100L);
        assertThat(Latencies.toMicros(499)).isZero();
        assertThat(Latencies.toMicros(500)).isEqualTo(1);
        assertThat(Latencies.toMicros(-1)).isZero();
    }

    @Test
    void nothingMeasuredIsAllZeros() {
        assertThat(Latencies.of(new Score().total())).isEqualTo(Latencies.NONE);
        assertThat(new Score().recent()).isEqualTo(Latencies.NONE);
    }

    @Test
    void recentForgetsWhatTotalKeeps() {
        Score score = new Score();
        score.answered(MILLI);
        score.tick();
        assertThat(score.recent().count()).isEqualTo(1);

        for (int n = 0; n < Score.WINDOW_TICKS; n++) {
            score.tick();
        }

        assertThat(score.recent().count()).isZero();
        assertThat(score.total().getTotalCount()).isEqualTo(1);
    }

    /** A server that answers nonsense must not fill the memory with the words for it. */
    @Test
    void tooManyDifferentCausesAreCountedTogether() {
        Score score = new Score();

        for (int n = 0; n < Score.MAX_CAUSES + 5; n++) {
            score.failed("cause " + n);
        }

        assertThat(score.failures()).isEqualTo(Score.MAX_CAUSES + 5);
        assertThat(score.causes()).hasSize(Score.MAX_CAUSES + 1).containsEntry(Score.OTHER, 5L);
    }
}
