// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/**
 * How many columns text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks,
 * one for the rest. Ambiguous characters (arrows, blocks, dots) count as one, as Western terminals show them.
 *
 * <p>An approximation of Unicode's annex 11 by blocks, which is as exact as terminals themselves are.
 */
public final class Width {

    private Width() {}

    public static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    private static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || type == Character.CONTROL) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }

    /** The text cut to at most {@code columns}, with an ellipsis where something is missing. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            if (used + of(c) > columns - 1) {
                break;
            }
            kept.appendCodePoint(c);
            used += of(c);
        }
        return columns < 1 ? "" : kept.append('…').toString();
    }

    /** The text cut or filled with blanks on the right to exactly {@code columns}. */
    public static String left(String text, int columns) {
        String fitting = cut(text, columns);
        return fitting + " ".repeat(columns - of(fitting));
    }

    /** The text cut, or filled with blanks on the left, to exactly {@code columns}. */
    public static String right(String text, int columns) {
        String fitting = cut(text, columns);
        return " ".repeat(columns - of(fitting)) + fitting;
    }
}
