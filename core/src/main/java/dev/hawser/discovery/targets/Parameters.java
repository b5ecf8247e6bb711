// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind the question mark of a target, and how its values are read. */
final class Parameters {
    /** Nine digits, so that no unit overflows. */
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private static final String EXPECTED = " (expected: ";

    private Parameters() {}

    /** Values may be secrets, so messages show only names, and no name that may be the rest of a password. */
    static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "parameter " + (parameters.size() + 1) + " has no name or no value (expected: name=value)");
            }
            String name = part.substring(0, equals);
            String shown = name.indexOf('@') < 0 ? name : Target.HIDDEN;
            if (parameters.put(name, Percent.decode(shown, part.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(shown + ": given twice (expected: once)");
            }
        }
        return parameters;
    }

    /** The objection of a reading, with the parameter's name and value in place of the field's. */
    static <T> T read(String name, String value, Function<String, T> reading) {
        try {
            return reading.apply(value);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int expected = message.indexOf(EXPECTED);
            String rest = expected < 0 ? ": " + message : message.substring(expected);
            throw new IllegalArgumentException(name + ": '" + value + "'" + rest, e);
        }
    }

    static Duration duration(String name, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    name + ": '" + value + "' (expected: a number and a unit, as in 500ms, 10s, 2m or 1h)");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
