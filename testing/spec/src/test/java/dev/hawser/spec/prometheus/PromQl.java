// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which of our metrics, and which of their labels, are named in expressions of PromQL. No parser: it finds names. */
final class PromQl {
    private static final Pattern METRIC = Pattern.compile("(hawser_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHED = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

    /** Given by Prometheus, to each series. */
    private static final Set<String> WHENCE = Set.of("job", "instance");

    private PromQl() {}

    /** The metrics that are named. */
    static Set<String> metrics(String text) {
        Set<String> names = new TreeSet<>();
        Matcher metric = METRIC.matcher(text);
        while (metric.find()) {
            names.add(metric.group(1));
        }
        return names;
    }

    /**
     * What is wrong with the names.
     *
     * @param known the labels of each metric that there is
     */
    static List<String> mistakes(String text, Map<String, Set<String>> known) {
        List<String> mistakes = new ArrayList<>();
        Matcher metric = METRIC.matcher(text);
        while (metric.find()) {
            String name = metric.group(1);
            Set<String> labels = known.get(name);
            if (labels == null) {
                mistakes.add("there is no metric " + name);
            } else if (metric.group(2) != null) {
                unknown(MATCHED.matcher(metric.group(2)).results().map(m -> m.group(1)), labels)
                        .forEach(label -> mistakes.add(name + " has no label " + label));
            }
        }
        Set<String> ofAll = new TreeSet<>();
        metrics(text).forEach(name -> ofAll.addAll(known.getOrDefault(name, Set.of())));
        Stream<String> grouped =
                GROUPED.matcher(text).results().flatMap(m -> Stream.of(m.group(1).split(", *")));
        unknown(grouped, ofAll).forEach(label -> mistakes.add("grouped by " + label + ", which none of them has: " + text));
        return mistakes;
    }

    private static List<String> unknown(Stream<String> labels, Set<String> known) {
        return labels.filter(label -> !known.contains(label) && !WHENCE.contains(label)).toList();
    }
}
