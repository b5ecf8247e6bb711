// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.util.regex.Pattern;

/**
 * A piece of text with one style.
 *
 * @param text without control characters
 */
public record Cell(String text, Style style) {

    /** Controls, those of 8 bits as well, which {@code \p{Cntrl}} lacks; ends of lines; marks that turn the direction. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]");

    public Cell {
        // A server's words may end up here; they must not move the cursor or recolour the terminal.
        text = UNSEEN.matcher(text).find() ? UNSEEN.matcher(text).replaceAll(" ") : text;
    }

    public static Cell of(String text) {
        return new Cell(text, Style.PLAIN);
    }

    public static Cell of(Object value, Style style) {
        return new Cell(String.valueOf(value), style);
    }
}
