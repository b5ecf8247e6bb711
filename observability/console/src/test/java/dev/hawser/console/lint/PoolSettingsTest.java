// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.view.Setting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolSettingsTest {
    private final PoolSettings given = new PoolSettings(Map.of(
            "time", Setting.of(Optional.of(Duration.ofNanos(1_234_567_891))),
            "whole", Setting.of(7),
            "share", Setting.of(0.1),
            "flag", Setting.of(true),
            "off", Setting.of(Optional.empty()),
            "word", Setting.of("30s")));

    @Test
    void valuesAreAsTheyWereSetWithoutRounding() {
        assertThat(given.duration("time")).contains(Duration.ofNanos(1_234_567_891));
        assertThat(given.number("whole")).hasValue(7);
        assertThat(given.decimal("share")).hasValue(0.1);
        assertThat(given.is("flag", true)).isTrue();
        assertThat(given.isNone("off")).isTrue();
        assertThat(given.is("word", "30s")).isTrue();
    }

    @Test
    void wordsThatLookLikeAValueAreNone() {
        assertThat(given.duration("word")).isEmpty();
        assertThat(given.is("whole", "7")).isFalse();
        assertThat(given.number("share")).isEmpty();
        assertThat(given.decimal("whole")).isEmpty();
    }

    @Test
    void whatIsNotThereIsAbsentAndNotSwitchedOff() {
        assertThat(given.duration("another")).isEmpty();
        assertThat(given.number("another")).isEmpty();
        assertThat(given.decimal("another")).isEmpty();
        assertThat(given.word("another")).isEmpty();
        assertThat(given.isNone("another")).isFalse();
        assertThat(given.is("another", false)).isFalse();
    }
}
