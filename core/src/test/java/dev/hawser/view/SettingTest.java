// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.view.Setting.BoolValue;
import dev.hawser.view.Setting.DecimalValue;
import dev.hawser.view.Setting.DurationValue;
import dev.hawser.view.Setting.NoValue;
import dev.hawser.view.Setting.TextValue;
import dev.hawser.view.Setting.WholeValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SettingTest {

    @Test
    void valuesKeepTheirKind() {
        assertThat(Setting.of(8)).isEqualTo(new WholeValue(8));
        assertThat(Setting.of(8L)).isEqualTo(new WholeValue(8));
        assertThat(Setting.of(0.1)).isEqualTo(new DecimalValue(0.1));
        assertThat(Setting.of(true)).isEqualTo(new BoolValue(true));
        assertThat(Setting.of(Duration.ofMillis(1))).isEqualTo(new DurationValue(Duration.ofMillis(1)));
        assertThat(Setting.of("FAIL")).isEqualTo(new TextValue("FAIL"));
    }

    @Test
    void anOptionalIsWhatIsInIt() {
        assertThat(Setting.of(Optional.of(Duration.ofSeconds(1)))).isEqualTo(new DurationValue(Duration.ofSeconds(1)));
        assertThat(Setting.of(OptionalInt.of(3))).isEqualTo(new WholeValue(3));
        assertThat(Setting.of(OptionalLong.of(3))).isEqualTo(new WholeValue(3));
        assertThat(Setting.of(OptionalDouble.of(0.5))).isEqualTo(new DecimalValue(0.5));
        assertThat(List.of(
                        Setting.of(null),
                        Setting.of(Optional.empty()),
                        Setting.of(OptionalInt.empty()),
                        Setting.of(OptionalLong.empty()),
                        Setting.of(OptionalDouble.empty())))
                .containsOnly(new NoValue());
    }

    @Test
    void peopleAreToldInWords() {
        assertThat(Setting.of(Duration.ofMillis(1500))).hasToString("1.5s");
        assertThat(Setting.of(8)).hasToString("8");
        assertThat(Setting.of(0.0)).hasToString("0.0");
        assertThat(Setting.of(false)).hasToString("false");
        assertThat(Setting.of(null)).hasToString("none");
        assertThat(Setting.of(List.of(Duration.ofSeconds(2), Duration.ofSeconds(1))))
                .hasToString("1s, 2s");
    }

    @Test
    void whoDoesNotDescribeItselfIsKnownByItsClass() {
        assertThat(Setting.of(new Object())).isEqualTo(new TextValue("of class Object"));
    }
}
