// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one option of a pool was set to: a value for programs that judge it, and words ({@link #toString}) for people. The
 * words are made only where they are shown.
 *
 * <p>Holds no secret as long as nobody gives it one: of objects other than numbers, durations and the like only their words are
 * kept. Immutable.
 */
public sealed interface Setting {

    /** How an option that isn't set is shown. */
    String NONE = "none";

    /** It isn't set, or switched off. */
    record NoValue() implements Setting {
        @Override
        public String toString() {
            return NONE;
        }
    }

    /** Yes or no. */
    record BoolValue(boolean value) implements Setting {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** A whole number, such as a size or a count. */
    record WholeValue(long value) implements Setting {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** A share or a factor. */
    record DecimalValue(double value) implements Setting {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** A length of time, in words as in {@link Text#of(Duration)}. */
    record DurationValue(Duration value) implements Setting {
        public DurationValue {
            requireNonNull(value, "value");
        }

        @Override
        public String toString() {
            return Text.of(value);
        }
    }

    /** Anything else, as it describes itself. */
    record TextValue(String value) implements Setting {
        public TextValue {
            requireNonNull(value, "value");
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * Keeps numbers, durations and flags as they are, optionals as what is in them, collections as the sorted words of their elements in
     * order, and all else as it describes itself, or as its class if it doesn't.
     */
    static Setting of(@Nullable Object value) {
        if (value == null) {
            return new NoValue();
        }
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null));
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? new WholeValue(optional.getAsInt()) : new NoValue();
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? new WholeValue(optional.getAsLong()) : new NoValue();
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? new DecimalValue(optional.getAsDouble()) : new NoValue();
        }
        if (value instanceof Duration duration) {
            return new DurationValue(duration);
        }
        if (value instanceof Boolean flag) {
            return new BoolValue(flag);
        }
        return value instanceof Number number ? ofNumber(number) : new TextValue(words(value));
    }

    private static Setting ofNumber(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            return new WholeValue(number.longValue());
        }
        return number instanceof Double ? new DecimalValue(number.doubleValue()) : new TextValue(number.toString());
    }

    private static String words(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(each -> of(each).toString()).sorted().collect(Collectors.joining(", "));
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
}
