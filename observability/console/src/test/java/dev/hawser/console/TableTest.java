// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("NAME", ">COUNT").row("a", 1).row("longer", 1000000);

        assertThat(table.toString()).isEqualTo("""
                NAME      COUNT
                a             1
                longer  1000000
                """);
    }

    @Test
    void wordsFromElsewhereStayOnTheirLine() {
        Table table = new Table("NAME").row("a\nb\u001b[31m\u202ec\u2028d");

        assertThat(table.toString()).isEqualTo("NAME\na b [31m c d\n");
    }

    @Test
    void aShortRowIsFilledUp() {
        assertThat(new Table("A", "B").row("x").toString()).isEqualTo("A  B\nx\n");
    }
}
