// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

/**
 * Something about an instance that somebody should put right.
 *
 * @param instance its id
 * @param problem what is wrong and what was done about it
 */
record Oddity(String instance, String problem) {

    /** Stands where a text was cut. */
    static final String CUT = "…";

    /** What comes from Consul is shown on one line, and not all of it. */
    static String shown(String text, int most) {
        String cut = text.length() <= most ? text : text.substring(0, most) + CUT;
        StringBuilder line = new StringBuilder(cut.length());
        cut.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
        return line.toString().strip();
    }
}
