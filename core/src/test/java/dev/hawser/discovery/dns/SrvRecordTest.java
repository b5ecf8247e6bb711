// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.Garbage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrvRecordTest {

    @Test
    void aRecordIsReadAndItsTargetLosesTheDot() throws IOException {
        assertThat(SrvRecord.parse("10 60 7000 kv.test.")).isEqualTo(new SrvRecord(10, 60, 7000, "kv.test"));
    }

    @Test
    void theTargetDotMeansThatThereIsNoSuchService() throws IOException {
        assertThat(SrvRecord.parse("0 0 0 .").isNoService()).isTrue();
        assertThat(SrvRecord.parse("0 0 1 kv.").isNoService()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10 60 7000",
                "10 60 7000 kv.test. more",
                "10  60 7000 kv.test.",
                "-1 60 7000 kv.test.",
                "10 65536 7000 kv.test.",
                "10 60 0 kv.test.",
                "10 60 70000 kv.test.",
                "ten 60 7000 kv.test.",
                "99999999999 60 7000 kv.test.",
                "10 60 7000 ",
                "10 60 7000 ..",
                "10 60 7000 kv..test.",
                "10 60 7000 kv/test.",
                "10 60 7000 kv\\.test.",
                "10 60 7000 kv\u00e9.test."
            })
    void nonsenseIsAnIoExceptionThatShowsIt(String text) {
        assertThatThrownBy(() -> SrvRecord.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("SRV record: '" + text + "'")
                .hasMessageContaining("expected");
    }

    @Test
    void garbageIsAnIoExceptionOrARecordAndNothingElse() {
        SplittableRandom random = new SplittableRandom(2782);
        for (int i = 0; i < 50_000; i++) {
            String garbage = new String(Garbage.mutated("10 60 7000 kv.test.", random), StandardCharsets.UTF_8);
            try {
                assertThat(SrvRecord.parse(garbage).port()).isBetween(0, 65_535);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("expected");
            }
        }
    }
}
