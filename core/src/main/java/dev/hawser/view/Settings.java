// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Text;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a pool was built with, in words, for {@link PoolView#settings()}: under the name of the builder's method, and
 * of the component where that takes an options record, such as {@code pool.maxConnections}.
 *
 * <p>Whoever adds something sees to it that it holds no secret. Not safe for use by several threads.
 */
public final class Settings {

    private final Map<String, String> all = new LinkedHashMap<>();

    /** One setting: durations, optionals and collections in words, and all else as it describes itself. */
    public Settings add(String name, @Nullable Object value) {
        all.put(requireNonNull(name, "name"), inWords(value));
        return this;
    }

    /** Each component of an options record. */
    public Settings addAll(String name, Record options) {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            add(name + "." + component.getName(), valueOf(component, options));
        }
        return this;
    }

    /** Each component of an options record, or that there is none. */
    public Settings addAll(String name, Optional<? extends Record> options) {
        return options.isPresent() ? addAll(name, options.get()) : add(name, options);
    }

    /** Those that others have collected; what is there already is replaced. */
    public Settings addAll(Map<String, String> others) {
        all.putAll(others);
        return this;
    }

    private static @Nullable Object valueOf(RecordComponent component, Record options) {
        try {
            return component.getAccessor().invoke(options);
        } catch (ReflectiveOperationException notPublic) {
            return "(not shown: " + options.getClass().getSimpleName() + " isn't public)";
        }
    }

    private static String inWords(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Duration duration) {
            return Text.of(duration);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Settings::inWords).orElse("none");
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? String.valueOf(optional.getAsInt()) : "none";
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? String.valueOf(optional.getAsLong()) : "none";
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(Settings::inWords).sorted().collect(Collectors.joining(", "));
        }
        return describesItself(value)
                ? value.toString()
                : "of class " + value.getClass().getSimpleName();
    }

    private static boolean describesItself(Object value) {
        try {
            return value.getClass().getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException everybodyHasOne) {
            throw new AssertionError(everybodyHasOne);
        }
    }

    /** In the order in which they were added. */
    public Map<String, String> toMap() {
        return new LinkedHashMap<>(all);
    }
}
