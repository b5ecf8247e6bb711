// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.Setting;
import dev.hawser.view.Setting.BoolValue;
import dev.hawser.view.Setting.DecimalValue;
import dev.hawser.view.Setting.DurationValue;
import dev.hawser.view.Setting.NoValue;
import dev.hawser.view.Setting.WholeValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a pool was built with, by the kinds of its settings. What isn't there, or not of the kind, is absent. */
record PoolSettings(Map<String, Setting> settings) {

    static PoolSettings to(PoolSample pool) {
        return new PoolSettings(pool.view().settings());
    }

    private @Nullable Setting of(String name) {
        return settings.get(name);
    }

    /** Whatever it is, as people are told. */
    Optional<String> word(String name) {
        return Optional.ofNullable(of(name)).map(Setting::toString);
    }

    /** Whether a choice among names was made so. */
    boolean is(String name, String value) {
        return Setting.of(value).equals(of(name));
    }

    boolean is(String name, boolean value) {
        return of(name) instanceof BoolValue flag && flag.value() == value;
    }

    /** Whether it is there and isn't set. */
    boolean isNone(String name) {
        return of(name) instanceof NoValue;
    }

    /** Whether there are options of that name, such as {@code hedging}, whose components have names that begin with it. */
    boolean hasAny(String options) {
        return settings.keySet().stream().anyMatch(name -> name.startsWith(options + "."));
    }

    OptionalLong number(String name) {
        return of(name) instanceof WholeValue whole ? OptionalLong.of(whole.value()) : OptionalLong.empty();
    }

    OptionalDouble decimal(String name) {
        return of(name) instanceof DecimalValue decimal ? OptionalDouble.of(decimal.value()) : OptionalDouble.empty();
    }

    Optional<Duration> duration(String name) {
        return of(name) instanceof DurationValue duration ? Optional.of(duration.value()) : Optional.empty();
    }

    boolean isLonger(String name, Duration than) {
        return duration(name).filter(value -> value.compareTo(than) > 0).isPresent();
    }

    /** A setting as it stands in the configuration: {@code pool.maxConnections: 8}. */
    String shown(String name) {
        return name + ": " + word(name).orElse(Setting.NONE);
    }
}
