// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How durations and causes are worded in messages, here once so that they read the same everywhere. */
public final class Text {

    private Text() {}

    /** Three significant places and the fitting unit: {@code 850µs}, {@code 12.5ms}, {@code 3.2s}, {@code 5m10s}. */
    public static String of(Duration duration) {
        long nanos = duration.toNanos();
        if (Math.abs(nanos) < 1_000_000) {
            return nanos / 1_000 + "µs";
        }
        if (Math.abs(nanos) < 1_000_000_000) {
            return trim(nanos / 1e6) + "ms";
        }
        if (duration.toMinutes() < 2) {
            return trim(nanos / 1e9) + "s";
        }
        return duration.toMinutes() + "m" + duration.toSecondsPart() + "s";
    }

    /** How many, as people say it: {@code 1 endpoint}, {@code 2 endpoints}. */
    public static String count(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /**
     * The throwable's kind and message on one line, without its stack. A message that cannot be had, because the throwable
     * makes it up when asked and fails, is left out: pools put causes into words wherever they look at an endpoint.
     */
    public static String of(Throwable cause) {
        String message = messageOf(cause);
        String name = cause.getClass().getSimpleName();
        return message == null
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }

    private static @Nullable String messageOf(Throwable cause) {
        try {
            return cause.getMessage();
        } catch (RuntimeException | Error foreign) {
            return null;
        }
    }

    private static String trim(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
    }
}
