// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import dev.hawser.micrometer.HawserMeter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the meters of the catalogue are called in Prometheus. */
final class PrometheusNames {

    private PrometheusNames() {}

    static List<String> of(HawserMeter meter) {
        String name = meter.meterName().replace('.', '_');
        return switch (meter.kind()) {
            case GAUGE -> List.of(meter.unit().isEmpty() ? name : name + "_" + meter.unit());
            case COUNTER -> List.of(name + "_total");
            case TIMER -> List.of(name + "_seconds_count", name + "_seconds_sum");
        };
    }

    /** The label names of every metric there is. */
    static Map<String, Set<String>> catalogue() {
        Map<String, Set<String>> all = new TreeMap<>();
        for (HawserMeter meter : HawserMeter.values()) {
            of(meter).forEach(name -> all.put(name, new TreeSet<>(meter.tags())));
        }
        return all;
    }
}
