// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WidthTest {

    @Test
    void wideCharactersTakeTwoColumnsAndCombiningMarksNone() {
        assertThat(Width.of("abc")).isEqualTo(3);
        assertThat(Width.of("港口")).isEqualTo(4);
        assertThat(Width.of("⚓🚢")).isEqualTo(3);
        assertThat(Width.of("e\u0301")).isEqualTo(1);
        assertThat(Width.of("● ✖ →")).isEqualTo(5);
    }

    @Test
    void whatIsCutEndsInAnEllipsisAndNeverTakesMoreThanItsColumns() {
        assertThat(Width.cut("moored", 6)).isEqualTo("moored");
        assertThat(Width.cut("moored", 4)).isEqualTo("moo…");
        assertThat(Width.cut("港口港口", 4)).isEqualTo("港…");
        assertThat(Width.cut("moored", 0)).isEmpty();
    }

    @Test
    void paddingFillsToExactlyTheColumnsAsked() {
        assertThat(Width.left("ab", 4)).isEqualTo("ab  ");
        assertThat(Width.right("ab", 4)).isEqualTo("  ab");
        assertThat(Width.right("港口", 5)).isEqualTo(" 港口");
    }
}
