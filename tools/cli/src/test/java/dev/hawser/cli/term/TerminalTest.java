// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

    @Test
    void coloursAreForTerminalsOnly() {
        assertThat(Terminal.of("out err", XTERM).coloursOut()).isTrue();
        assertThat(Terminal.of("err", XTERM).coloursOut()).isFalse();
        assertThat(Terminal.of("", XTERM)).isEqualTo(new Terminal(false, false, true, true));
    }

    @Test
    void noColorSwitchesColoursOffAndLeavesTheLiveTable() {
        Terminal terminal = Terminal.of("out", Map.of("TERM", "xterm", "NO_COLOR", "1"));

        assertThat(terminal.coloursOut()).isFalse();
        assertThat(terminal.moves()).isTrue();
    }

    /** The convention at no-color.org: present and not empty. */
    @Test
    void anEmptyNoColorSaysNothing() {
        assertThat(Terminal.of("out", Map.of("TERM", "xterm", "NO_COLOR", "")).coloursOut())
                .isTrue();
    }

    @Test
    void aDumbTerminalIsNeitherColouredNorRedrawn() {
        assertThat(Terminal.of("out", Map.of("TERM", "dumb"))).isEqualTo(new Terminal(true, false, false, false));
        assertThat(Terminal.of("out", Map.of())).isEqualTo(new Terminal(true, false, false, false));
    }

    @Test
    void aSizeThatMakesNoSenseIsNotBelieved() {
        assertThat(Terminal.parse("40 110\n")).contains(new Terminal.Size(110, 40));
        assertThat(Terminal.parse("0 0\n")).isEmpty();
        assertThat(Terminal.parse("")).isEmpty();
        assertThat(Terminal.parse("stty: not a tty")).isEmpty();
    }

    @Test
    void aScreenDrawsInPlaceAndGivesTheTerminalBackAsItWas() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        screen.draw(List.of("one", "two", "three"), 3);
        screen.draw(List.of("four"), 3);
        screen.close();
        screen.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\033[?25l\033[?7l"
                        + "\033[2Kone\n\033[2Ktwo\n\033[J"
                        + "\033[2A\r\033[2Kfour\n\033[J"
                        + "\033[?7h\033[?25h");
    }

    @Test
    void numbersHaveThreePlacesAndTheFittingUnit() {
        assertThat(List.of(0, 850, 1_240, 12_400, 999_000, 3_210_000))
                .extracting(Numbers::micros)
                .containsExactly("0 µs", "850 µs", "1.24 ms", "12.4 ms", "999 ms", "3.21 s");
        assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    }

    @Test
    void onlyAllOfItIsAHundredPercent() {
        assertThat(Numbers.percent(1)).isEqualTo("100 %");
        assertThat(Numbers.percent(0.99996)).isEqualTo("99.9 %");
        assertThat(Numbers.percent(0.001)).isEqualTo("0.1 %");
    }

    @Test
    void aTerminalThatDoesNotKnowItsSizeIsAsWideAsTheEnvironmentSays() {
        assertThat(Terminal.sizeBy(Map.of("COLUMNS", "60")).columns()).isEqualTo(60);
        assertThat(Terminal.sizeBy(Map.of("COLUMNS", "0"))).isEqualTo(Terminal.DEFAULT_SIZE);
        assertThat(Terminal.sizeBy(Map.of("COLUMNS", "wide"))).isEqualTo(Terminal.DEFAULT_SIZE);
        assertThat(Terminal.sizeBy(Map.of())).isEqualTo(Terminal.DEFAULT_SIZE);
    }
}
