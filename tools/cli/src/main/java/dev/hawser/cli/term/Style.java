// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/** What a piece of text means, and the ANSI attribute that shows it. Never the only carrier of a meaning. */
public enum Style {
    PLAIN(""),
    STRONG("1"),
    FAINT("2"),
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    ACCENT("36");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text with this style switched on before it and off after it, if {@code colours} are wanted. */
    public String apply(String text, boolean colours) {
        return colours && !code.isEmpty() && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
