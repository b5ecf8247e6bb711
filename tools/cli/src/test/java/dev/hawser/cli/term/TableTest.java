// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Table table() {
        Table table = new Table(List.of(
                Column.text("NAME", 4),
                Column.text("WHY", 6).upTo(12),
                Column.number("COUNT", 5),
                Column.number("EXTRA", 5).withRank(1),
                Column.number("MORE", 4).withRank(2)));
        table.heading(Cell.of("a heading across", Style.STRONG));
        table.row(List.of(Cell.of("ab"), Cell.of("connection refused"), Cell.of("1"), Cell.of("22"), Cell.of("333")));
        table.row(List.of(Cell.of("港口"), Cell.of("", Style.GOOD), Cell.of("12345"), Cell.of("0"), Cell.of("1")));
        return table;
    }

    @Test
    void columnsLineUpAndLinesEndWithoutBlanks() {
        assertThat(table().lines(80, false))
                .containsExactly(
                        "NAME  WHY                 COUNT  EXTRA  MORE",
                        "a heading across",
                        "ab    connection refused      1     22   333",
                        "港口                      12345      0     1");
    }

    /** An instance's node may be called anything; the 8-bit form of the escape sequences passed, as did what turns a line round. */
    @Test
    void aCellHoldsNothingThatATerminalObeys() {
        assertThat(Cell.of("a\u001b[2J\n\u009b2J\u0085\u2028\u202eb").text()).isEqualTo("a [2J  2J   b");
        assertThat(Cell.of("\u200d\u6e2f \u00fc").text()).isEqualTo("\u200d\u6e2f \u00fc");
    }

    @Test
    void aNarrowTerminalFirstCutsWhatIsFlexible() {
        assertThat(table().lines(36, false))
                .containsExactly(
                        "NAME  WHY         COUNT  EXTRA  MORE",
                        "a heading across",
                        "ab    connectio…      1     22   333",
                        "港口              12345      0     1");
    }

    @Test
    void aNarrowerOneThenLeavesOutTheColumnsThatMatterLeast() {
        assertThat(table().lines(26, false))
                .containsExactly(
                        "NAME  WHY     COUNT  EXTRA",
                        "a heading across",
                        "ab    conne…      1     22",
                        "港口          12345      0");
        assertThat(table().lines(20, false).get(0)).isEqualTo("NAME  WHY      COUNT");
    }

    @Test
    void noLineIsWiderThanTheTerminalHoweverNarrow() {
        for (int width = 1; width < 60; width++) {
            for (String line : table().lines(width, false)) {
                assertThat(Width.of(line)).isLessThanOrEqualTo(width);
            }
        }
    }

    @Test
    void coloursChangeNoWidth() {
        List<String> plain = table().lines(36, false);
        List<String> coloured = table().lines(36, true);

        assertThat(coloured).isNotEqualTo(plain);
        assertThat(coloured.stream()
                        .map(line -> line.replaceAll("\033\\[[0-9]*m", "").stripTrailing()))
                .containsExactlyElementsOf(plain);
    }

    @Test
    void controlCharactersOfAServerDoNotReachTheTerminal() {
        assertThat(Cell.of("a\033[31mb\r\n").text()).isEqualTo("a [31mb  ");
    }

    @Test
    void aRowWithTheWrongNumberOfCellsIsRefused() {
        assertThatThrownBy(() -> table().row(List.of(Cell.of("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cells: 1 (expected: 5)");
    }
}
