// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"PT0S", "PT0.00085S", "PT0.0125S", "PT0.25S", "PT3.2S", "PT60S", "PT2M", "PT5M10S", "PT24H"})
    void durationsAreReadAsTheyAreWorded(Duration duration) {
        Given given = new Given(Map.of("one", Text.of(duration)));

        assertThat(given.duration("one")).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "5", "s", "5 s", "1m", "given", "12.5.3s"})
    void whatIsNoDurationIsAbsent(String words) {
        Given given = new Given(Map.of("one", words));

        assertThat(given.duration("one")).isEmpty();
        assertThat(given.duration("another")).isEmpty();
    }
}
