// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

/** Words from elsewhere, made fit to be kept and shown: one line, not too long, and nothing that a terminal would obey. */
public final class Line {
    static final int LONGEST = 500;

    private Line() {}

    /** A text without control characters, cut if it is too long. */
    public static String of(String text) {
        String clean = text.codePoints().allMatch(Line::isSeen) ? text : clean(text);
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST + 2));
        text.codePoints().limit(LONGEST + 1).forEach(c -> clean.appendCodePoint(isSeen(c) ? c : ' '));
        return clean.toString();
    }

    /** Characters of format can turn the reading direction; line separators are no control characters to Java. */
    private static boolean isSeen(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE;
    }
}
