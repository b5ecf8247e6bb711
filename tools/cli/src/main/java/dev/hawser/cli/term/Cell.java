// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/**
 * A piece of text with one style.
 *
 * @param text without control characters
 */
public record Cell(String text, Style style) {

    public Cell {
        // A server's words may end up here; they must not move the cursor or recolour the terminal.
        text = text.codePoints().anyMatch(Character::isISOControl) ? text.replaceAll("\\p{Cntrl}", " ") : text;
    }

    public static Cell of(String text) {
        return new Cell(text, Style.PLAIN);
    }

    public static Cell of(Object value, Style style) {
        return new Cell(String.valueOf(value), style);
    }
}
