// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.kubernetes.watch.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where in a resource a value stands: {@code status.addr}, {@code spec.servers.0.address},
 * {@code metadata.annotations.example\.com/weight}. A backslash takes its meaning from the dot after it; a number counts
 * from 0 in a list.
 *
 * @param text as it was written
 * @param steps at least one
 */
record FieldPath(String text, List<String> steps) {

    FieldPath {
        steps = List.copyOf(steps);
    }

    /** @param field what to call it in a message */
    static FieldPath parse(String field, String text) {
        List<String> steps = new ArrayList<>();
        for (String step : text.split("(?<!\\\\)\\.", -1)) {
            steps.add(step.replace("\\.", "."));
        }
        if (steps.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(field + ": '" + text + "' (expected: a path such as status.addr)");
        }
        return new FieldPath(text, steps);
    }

    /** A text, a number, a list or whatever else stands there; absent if nothing does. */
    Optional<Object> in(Resource resource) {
        @Nullable Object at = resource.content();
        for (String step : steps) {
            at = below(at, step);
        }
        return Optional.ofNullable(at);
    }

    private static @Nullable Object below(@Nullable Object at, String step) {
        if (at instanceof Map<?, ?> map) {
            return map.get(step);
        }
        if (at instanceof List<?> list && step.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(step);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }

    @Override
    public String toString() {
        return text;
    }
}
