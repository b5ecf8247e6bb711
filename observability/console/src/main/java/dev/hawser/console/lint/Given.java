// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a pool was built with, read from the words of its settings. What isn't there, or not such, is absent. */
record Given(Map<String, String> settings) {
    static final String NONE = "none";

    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)m)?(\\d+(?:\\.\\d+)?)(s|ms|µs)");
    private static final Map<String, Double> NANOS = Map.of("s", 1e9, "ms", 1e6, "µs", 1e3);
    private static final double NANOS_PER_MINUTE = 60e9;

    static Given to(PoolSample pool) {
        return new Given(pool.view().settings());
    }

    Optional<String> word(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    boolean is(String name, String value) {
        return value.equals(settings.get(name));
    }

    boolean isNone(String name) {
        return is(name, NONE);
    }

    /** Whether there are options of that name, such as {@code hedging}, whose components have names that begin with it. */
    boolean hasAny(String options) {
        return settings.keySet().stream().anyMatch(name -> name.startsWith(options + "."));
    }

    OptionalLong number(String name) {
        OptionalDouble decimal = decimal(name);
        return decimal.isPresent() ? OptionalLong.of((long) decimal.getAsDouble()) : OptionalLong.empty();
    }

    OptionalDouble decimal(String name) {
        try {
            return OptionalDouble.of(Double.parseDouble(settings.getOrDefault(name, "")));
        } catch (NumberFormatException other) {
            return OptionalDouble.empty();
        }
    }

    /** In words as in {@link dev.hawser.endpoint.Text#of(Duration)}. */
    Optional<Duration> duration(String name) {
        Matcher parts = DURATION.matcher(settings.getOrDefault(name, ""));
        @Nullable Double unit = parts.matches() ? NANOS.get(parts.group(3)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        double minutes = parts.group(1) == null ? 0 : Double.parseDouble(parts.group(1));
        double nanos = Double.parseDouble(parts.group(2)) * unit;
        return Optional.of(Duration.ofNanos((long) (minutes * NANOS_PER_MINUTE + nanos)));
    }

    boolean isLonger(String name, Duration than) {
        return duration(name).filter(value -> value.compareTo(than) > 0).isPresent();
    }

    /** A setting as it stands in the configuration: {@code pool.maxConnections: 8}. */
    String shown(String name) {
        return name + ": " + settings.getOrDefault(name, NONE);
    }
}
