// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of metrics, in Prometheus' text format. */
final class Scrape {
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private Scrape() {}

    /** The label names of each metric. */
    static Map<String, Set<String>> labels(String page) {
        Map<String, Set<String>> all = new TreeMap<>();
        for (MatchResult series : SERIES.matcher(page).results().toList()) {
            Set<String> labels = all.computeIfAbsent(series.group(1), name -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        }
        return all;
    }
}
