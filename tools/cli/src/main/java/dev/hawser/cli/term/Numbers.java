// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.util.Locale;

/** How numbers are shown to people: three significant places and the fitting unit, the same in every country. */
public final class Numbers {

    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MICROS_PER_SECOND = 1_000_000;

    private Numbers() {}

    /** A duration of so many microseconds: {@code 850 µs}, {@code 1.24 ms}, {@code 12.4 ms}, {@code 3.21 s}. */
    public static String micros(double micros) {
        if (micros < MICROS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.0f µs", micros);
        }
        return micros < MICROS_PER_SECOND
                ? three(micros / MICROS_PER_MILLI) + " ms"
                : three(micros / MICROS_PER_SECOND) + " s";
    }

    /** A point of time in a run: {@code 12.3 s}. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** A count with thousands set apart: {@code 12,345}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share of 1, as {@code 12.3 %}; only what is whole is shown as whole: 99.996 % is not {@code 100 %}. */
    public static String percent(double share) {
        if (share == 1) {
            return "100 %";
        }
        double shown = Math.floor(share * 1000) / 10;
        return String.format(Locale.ROOT, "%.1f %%", share > 0.5 ? shown : share * 100);
    }

    /** Three significant places, without an exponent. */
    public static String three(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
