// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes JSON, with what has to be the same in all answers: names, units, how much of a fraction is told, no HTML. */
final class Json {
    static final String SCHEMA = "hawser.console/1";

    private final StringWriter text;
    private final JsonWriter out;

    private Json(int size) {
        text = new StringWriter(size);
        out = new JsonWriter(text);
        out.setHtmlSafe(true); // so that not even a browser that takes it for a page would run it
    }

    /** Something that can be written. */
    @FunctionalInterface
    interface Part {
        void write(Json json) throws IOException;
    }

    /** A whole answer: what all of them begin with, and then this. */
    static String answer(Instant at, Part rest) {
        Json json = new Json(1024);
        return json.text(() -> {
            json.out.beginObject();
            json.put("schema", SCHEMA).put("at", at.toString());
            rest.write(json);
            json.out.endObject();
        });
    }

    private interface Writing {
        void run() throws IOException;
    }

    private String text(Writing writing) {
        try {
            writing.run();
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Json put(String name, String value) throws IOException {
        out.name(name).value(value);
        return this;
    }

    Json put(String name, long value) throws IOException {
        out.name(name).value(value);
        return this;
    }

    Json put(String name, boolean value) throws IOException {
        out.name(name).value(value);
        return this;
    }

    /** To three places after the point. */
    Json put(String name, double value) throws IOException {
        out.name(name);
        number(value);
        return this;
    }

    Json put(String name, OptionalDouble value) throws IOException {
        return value.isPresent() ? put(name, value.getAsDouble()) : this;
    }

    Json put(String name, Optional<String> value) throws IOException {
        return value.isPresent() ? put(name, value.get()) : this;
    }

    /** Milliseconds, with thousandths if there are any. */
    Json put(String name, Duration value) throws IOException {
        return put(name, value.toNanos() / 1e6);
    }

    Json object(String name, Part part) throws IOException {
        out.name(name).beginObject();
        part.write(this);
        out.endObject();
        return this;
    }

    <T> Json array(String name, Iterable<T> items, Item<T> item) throws IOException {
        out.name(name).beginArray();
        for (T one : items) {
            item.write(this, one);
        }
        out.endArray();
        return this;
    }

    /** How one of several is written. */
    @FunctionalInterface
    interface Item<T> {
        void write(Json json, T item) throws IOException;
    }

    /** A text in an array. */
    static void word(Json json, String value) throws IOException {
        json.out.value(value);
    }

    /** An object in an array. */
    Json object(Part part) throws IOException {
        out.beginObject();
        part.write(this);
        out.endObject();
        return this;
    }

    Json integers(String name, int[] values) throws IOException {
        out.name(name).beginArray();
        for (int value : values) {
            out.value(value);
        }
        out.endArray();
        return this;
    }

    Json longs(String name, long[] values) throws IOException {
        out.name(name).beginArray();
        for (long value : values) {
            out.value(value);
        }
        out.endArray();
        return this;
    }

    /** With {@code null} for what is not known. */
    Json numbers(String name, float[] values) throws IOException {
        out.name(name).beginArray();
        for (float value : values) {
            number(value);
        }
        out.endArray();
        return this;
    }

    /** What stands for a number. */
    @FunctionalInterface
    interface Word {
        @Nullable
        String of(int number);
    }

    Json words(String name, int[] values, Word word) throws IOException {
        out.name(name).beginArray();
        for (int value : values) {
            out.value(word.of(value));
        }
        out.endArray();
        return this;
    }

    /** A number in an array, {@code null} if it is not known. */
    Json number(double value) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.nullValue();
        } else {
            long thousandths = Math.round(value * 1000);
            if (thousandths % 1000 == 0) {
                out.value(thousandths / 1000);
            } else {
                out.value(thousandths / 1000.0);
            }
        }
        return this;
    }
}
