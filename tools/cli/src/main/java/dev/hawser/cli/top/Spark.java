// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import java.util.List;
import java.util.stream.Collectors;

/** Numbers as a line of bars. */
final class Spark {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Spark() {}

    /** The last numbers, a character each, right-aligned; {@code most} is a full bar, and 0 is the lowest. */
    static String line(List<Double> numbers, int width, double most) {
        List<Double> last = numbers.subList(Math.max(0, numbers.size() - width), numbers.size());
        String bars = last.stream()
                .map(number -> {
                    double part = most > 0 ? Math.max(0, Math.min(1, number / most)) : 0;
                    int bar = (int) Math.ceil(part * (BARS.length() - 1));
                    return BARS.substring(bar, bar + 1);
                })
                .collect(Collectors.joining());
        return last.isEmpty() ? "" : " ".repeat(width - last.size()) + bars;
    }
}
