// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, strings, numbers and booleans, and looking into it without trust: what is absent or of another
 * kind than expected is absent.
 *
 * <p>Not read into fabric8's classes, because there one odd field of one resource would spoil the whole list.
 */
public final class Json {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private Json() {}

    /** @throws MalformedException if it isn't an object in JSON; the text is not in the message, for it may be anything */
    public static Map<String, Object> object(String text) throws MalformedException {
        if (!text.stripLeading().startsWith("{")) { // fabric8 would try YAML
            throw new MalformedException(text.length() + " characters", "a JSON object");
        }
        try {
            return object(SERIALIZATION.<@Nullable Object>unmarshal(text, Object.class));
        } catch (RuntimeException | StackOverflowError e) {
            throw new MalformedException(text.length() + " characters", "JSON", e);
        }
    }

    /** Those entries whose key is a string; empty if it is no object. */
    public static Map<String, Object> object(@Nullable Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                if (key instanceof String name && each != null) {
                    object.put(name, each);
                }
            });
        }
        return object;
    }

    /** What is at the end of these names, one inside the other. */
    public static Optional<Object> at(@Nullable Object value, String... path) {
        Object found = value;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return Optional.ofNullable(found);
    }

    /** A string that isn't blank, without the spaces around it. */
    public static Optional<String> text(@Nullable Object value, String... path) {
        return at(value, path)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    public static Optional<Boolean> flag(@Nullable Object value, String... path) {
        return at(value, path).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /** A number without a fraction, or none. */
    public static Optional<Integer> number(@Nullable Object value, String... path) {
        return at(value, path).filter(Integer.class::isInstance).map(Integer.class::cast);
    }

    /** The elements, {@code null}s left out; empty if it is no list. */
    public static List<Object> list(@Nullable Object value, String... path) {
        return at(value, path).orElse(null) instanceof List<?> list
                ? list.stream()
                        .filter(each -> each != null)
                        .map(Object.class::cast)
                        .toList()
                : List.of();
    }
}
