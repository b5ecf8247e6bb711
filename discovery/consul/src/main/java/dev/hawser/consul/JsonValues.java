// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads values that may be of another kind than expected: such a one is skipped and remembered as the problem, so that
 * the reading goes on behind it. Only text that is no JSON ends it.
 */
final class JsonValues {

    /** Consul's answers are six deep. */
    private static final int DEEPEST = 32;

    private final JsonReader json;
    private String problem = "";

    JsonValues(Reader text) {
        json = new JsonReader(text);
        json.setNestingLimit(DEEPEST);
    }

    JsonReader json() {
        return json;
    }

    /** The first problem since the last time; empty if there was none. */
    String takeProblem() {
        String taken = problem;
        problem = "";
        return taken;
    }

    void problem(String text) {
        if (problem.isEmpty()) {
            problem = text;
        }
    }

    /** What to do with the value behind a name. It must read or skip it. */
    @FunctionalInterface
    interface Field {
        void read(String name) throws IOException;
    }

    /** Reads an object, field by field. {@code null} has no fields. */
    void object(String name, Field field) throws IOException {
        if (!begins(JsonToken.BEGIN_OBJECT, name)) {
            return;
        }
        json.beginObject();
        while (json.hasNext()) {
            field.read(json.nextName());
        }
        json.endObject();
    }

    /** Text, or a number as it is written; empty for {@code null}. */
    String text(String name) throws IOException {
        JsonToken kind = json.peek();
        if (kind == JsonToken.STRING || kind == JsonToken.NUMBER) {
            return json.nextString();
        }
        if (kind != JsonToken.NULL) {
            problem(name + ": " + words(kind) + " (expected: text)");
        }
        json.skipValue();
        return "";
    }

    /** The texts of an array; {@code null} has none. */
    List<String> texts(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        if (begins(JsonToken.BEGIN_ARRAY, name)) {
            json.beginArray();
            while (json.hasNext()) {
                texts.add(text(name));
            }
            json.endArray();
        }
        return texts;
    }

    /** The values of an object whose names are wanted; what is neither text nor a number is skipped. */
    Map<String, String> map(String name, Predicate<String> wanted) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        object(name, key -> {
            JsonToken kind = json.peek();
            if (wanted.test(key) && kind != JsonToken.NULL) {
                boolean plain = kind == JsonToken.STRING || kind == JsonToken.NUMBER;
                map.put(key, plain ? json.nextString() : skipped(kind));
            } else {
                json.skipValue();
            }
        });
        return map;
    }

    private String skipped(JsonToken kind) throws IOException {
        json.skipValue();
        return words(kind);
    }

    /** Whether one begins here; if not, what is here has been skipped. */
    boolean begins(JsonToken expected, String name) throws IOException {
        JsonToken kind = json.peek();
        if (kind == expected) {
            return true;
        }
        if (kind != JsonToken.NULL) {
            problem(name + ": " + words(kind) + " (expected: " + words(expected) + ")");
        }
        json.skipValue();
        return false;
    }

    static String words(JsonToken kind) {
        return switch (kind) {
            case BEGIN_ARRAY -> "an array";
            case BEGIN_OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            default -> "nothing";
        };
    }
}
