// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a pool was built with, for {@link PoolView#settings()}: under the name of the builder's method, and
 * of the component where that takes an options record, such as {@code pool.maxConnections}.
 *
 * <p>Whoever adds something sees to it that it holds no secret. Not safe for use by several threads.
 */
public final class Settings {

    private final Map<String, Setting> all = new LinkedHashMap<>();

    /** One setting, as {@link Setting#of} keeps it. */
    public Settings add(String name, @Nullable Object value) {
        all.put(requireNonNull(name, "name"), Setting.of(value));
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
    public Settings addAll(Map<String, Setting> others) {
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

    /** In the order in which they were added. */
    public Map<String, Setting> toMap() {
        return new LinkedHashMap<>(all);
    }

    /** The same for people, in the same order. */
    public static Map<String, String> inWords(Map<String, Setting> settings) {
        Map<String, String> words = new LinkedHashMap<>();
        settings.forEach((name, setting) -> words.put(name, setting.toString()));
        return words;
    }
}
