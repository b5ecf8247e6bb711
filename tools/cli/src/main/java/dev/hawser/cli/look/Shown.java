// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How what a console tells is put into the cells of a table. What is unknown is a dash. */
public final class Shown {

    private static final String UNKNOWN = "-";
    private static final Set<String> WITHOUT_TROUBLE = Set.of("UP", "IDLE", "DRAINING");
    private static final double MICROS_PER_MILLI = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final Pattern DOWN = Pattern.compile(
            "(?<since>down for [^(]*) \\((?<count>\\d+ failures?), last: (?<cause>.*)(?<next>, next try in [^,()]+)\\)");
    private static final String CONNECT_FAILED = "ConnectFailedException: ";

    private Shown() {}

    /** Without anything that could move a cursor. */
    public static String plain(String text) {
        return Cell.of(text).text();
    }

    public static String orDash(String text) {
        return text.isEmpty() ? UNKNOWN : text;
    }

    /** A latency. */
    public static String millis(OptionalDouble millis) {
        return millis.isEmpty() ? UNKNOWN : Numbers.micros(millis.getAsDouble() * MICROS_PER_MILLI);
    }

    /** How much a second. */
    public static String rate(OptionalDouble perSecond) {
        if (perSecond.isEmpty()) {
            return UNKNOWN;
        }
        double value = perSecond.getAsDouble();
        return String.format(Locale.ROOT, value > 0 && value < 10 ? "%.1f" : "%,.0f", value);
    }

    /** A part of 1. */
    public static String share(OptionalDouble part) {
        return part.isEmpty() ? UNKNOWN : Math.round(part.getAsDouble() * 100) + " %";
    }

    /** Successes: whole only if all of them are. */
    public static String success(OptionalDouble percent) {
        return percent.isEmpty() ? UNKNOWN : Numbers.percent(percent.getAsDouble() / 100);
    }

    /** A span of time, in two units at most. */
    public static String span(OptionalDouble millis) {
        if (millis.isEmpty()) {
            return UNKNOWN;
        }
        Duration span = Duration.ofMillis((long) millis.getAsDouble());
        if (span.toHours() > 0) {
            return span.toHours() < 48 ? span.toHours() + "h" + span.toMinutesPart() + "m" : span.toDays() + "d";
        }
        return span.toSeconds() > 0 ? Text.of(Duration.ofSeconds(span.toSeconds())) : "<1s";
    }

    /** The time of day of an instant; the text itself if it is none. */
    public static String time(String instant, ZoneId zone) {
        try {
            return TIME.format(Instant.parse(instant).atZone(zone));
        } catch (DateTimeParseException e) {
            return instant;
        }
    }

    /** A sign, a word, and why: colour alone never tells it. */
    public static Cell state(EndpointSeen endpoint) {
        String word = word(endpoint);
        String why = causeFirst(endpoint.why(), endpoint.address());
        // "down for 3s" says it all; "down: down for 3s" says it twice.
        String words = why.isEmpty() ? word : why.startsWith(word) ? why : word + ": " + why;
        return Cell.of(sign(endpoint) + " " + words, style(endpoint));
    }

    /** "down for 3s (2 failures, last: refused, …)": there is room for few words, so the cause goes before the count. */
    static String causeFirst(String why, String address) {
        Matcher down = DOWN.matcher(why);
        if (!down.matches()) {
            return why;
        }
        String cause = down.group("cause").replace(CONNECT_FAILED, "").replace("connect to " + address + ": ", "");
        return down.group("since") + ": " + cause + " (" + down.group("count") + down.group("next") + ")";
    }

    /** Its state in a word or two. */
    public static String word(EndpointSeen endpoint) {
        String state = orDash(endpoint.state().toLowerCase(Locale.ROOT));
        if (!endpoint.drained()) {
            return state;
        }
        return WITHOUT_TROUBLE.contains(endpoint.state()) ? "drained" : state + ", drained";
    }

    private static String sign(EndpointSeen endpoint) {
        return switch (endpoint.state()) {
            case "UP" -> endpoint.drained() ? "◍" : "●";
            case "IDLE" -> "○";
            case "CONNECTING" -> "◌";
            case "DOWN" -> "✖";
            case "EJECTED" -> "⊘";
            case "DRAINING" -> "◍";
            default -> "?";
        };
    }

    /** What its state means. */
    public static Style style(EndpointSeen endpoint) {
        return switch (endpoint.state()) {
            case "UP" -> endpoint.drained() ? Style.WARNING : Style.GOOD;
            case "CONNECTING", "DRAINING" -> Style.WARNING;
            case "DOWN", "EJECTED" -> Style.BAD;
            default -> Style.FAINT;
        };
    }

    /** A pool's state. */
    public static Cell poolState(String state) {
        String word = orDash(state.toLowerCase(Locale.ROOT));
        return switch (state) {
            case "UP" -> Cell.of("● " + word, Style.GOOD);
            case "DEGRADED" -> Cell.of("◐ " + word, Style.WARNING);
            case "DOWN" -> Cell.of("✖ " + word, Style.BAD);
            default -> Cell.of("○ " + word, Style.FAINT);
        };
    }

    /** A count that should be 0. */
    public static Cell trouble(long count) {
        return Cell.of(Numbers.count(count), count > 0 ? Style.WARNING : Style.FAINT);
    }
}
