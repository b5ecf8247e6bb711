// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The series that one meter registry has of ours. Used by one thread at a time. */
final class Registered {
    private static final Logger log = LoggerFactory.getLogger(Registered.class);

    final MeterRegistry registry;
    private final Map<Series.Key, Entry> entries = new HashMap<>();

    Registered(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The series is kept because the registry holds it weakly. */
    private record Entry(Series series, Meter meter) {}

    /**
     * Registers what is wanted and missing, removes what is there and unwanted, which is also what is read from something
     * that is not wanted any more; the rest is left alone.
     */
    void become(List<Series> wanted) {
        Map<Series.Key, Series> missing = new HashMap<>();
        wanted.forEach(series -> missing.put(series.key(), series));
        Iterator<Map.Entry<Series.Key, Entry>> present = entries.entrySet().iterator();
        while (present.hasNext()) {
            Map.Entry<Series.Key, Entry> entry = present.next();
            Series same = missing.get(entry.getKey());
            if (same != null && same.isSameAs(entry.getValue().series)) {
                missing.remove(entry.getKey());
            } else {
                present.remove();
                remove(entry.getValue().meter);
            }
        }
        missing.values().forEach(this::add);
    }

    private void add(Series series) {
        try {
            entries.put(series.key(), new Entry(series, series.register(registry)));
        } catch (RuntimeException e) { // a filter or a registry of somebody else's; tried again with the next change
            log.warn("{} could not be registered", series.key(), e);
        }
    }

    private void remove(Meter meter) {
        try {
            registry.remove(meter);
        } catch (RuntimeException e) {
            log.warn("{} could not be removed", meter.getId(), e);
        }
    }
}
