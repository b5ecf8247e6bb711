// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** The fields of a JSON object from elsewhere. One that is missing, or of another kind than expected, counts as absent. */
public record Fields(JsonObject json) {

    /** A text, empty if absent. */
    public String text(String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
    }

    /** A number. */
    public OptionalDouble number(String key) {
        return number(json.get(key));
    }

    private static OptionalDouble number(JsonElement element) {
        return element instanceof JsonPrimitive value && value.isNumber()
                ? OptionalDouble.of(value.getAsDouble())
                : OptionalDouble.empty();
    }

    /** A whole number, 0 if absent. */
    public long count(String key) {
        return (long) number(key).orElse(0);
    }

    /** Whether it is there and true. */
    public boolean is(String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isBoolean() && value.getAsBoolean();
    }

    /** An object. */
    public Optional<Fields> object(String key) {
        return json.get(key) instanceof JsonObject object ? Optional.of(new Fields(object)) : Optional.empty();
    }

    /** The objects in an array. */
    public List<Fields> objects(String key) {
        return elements(key).stream()
                .filter(JsonObject.class::isInstance)
                .map(element -> new Fields((JsonObject) element))
                .toList();
    }

    /** The numbers in an array. */
    public List<Double> numbers(String key) {
        return elements(key).stream()
                .map(Fields::number)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
    }

    /** The texts in an array. */
    public List<String> texts(String key) {
        return elements(key).stream()
                .filter(element -> element instanceof JsonPrimitive value && value.isString())
                .map(JsonElement::getAsString)
                .toList();
    }

    private List<JsonElement> elements(String key) {
        return json.get(key) instanceof JsonArray array
                ? StreamSupport.stream(array.spliterator(), false).toList()
                : List.of();
    }
}
