// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Address;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Minutes of one pool, a step a second. A ring for each column: 32 bytes a step, so 19 kB for ten minutes, and what
 * {@link HistoryBudget} says for endpoints. Not safe for several threads.
 */
final class History {
    /** A page can't draw more at a time, and the answer would have megabytes. */
    static final int MOST_AT_ONCE = 100;

    private final long[] seconds;
    private final Map<String, Ring> columns = new LinkedHashMap<>();
    private final EndpointHistory endpoints;
    private long steps;

    /** @param size in steps */
    History(int size, HistoryBudget budget) {
        seconds = new long[size];
        for (String column : new String[] {
            HistoryWindow.PER_SECOND, HistoryWindow.FAILED_PER_SECOND, "p50Ms", "p99Ms", "waiting", "inFlight"
        }) {
            columns.put(column, new Ring(size));
        }
        endpoints = new EndpointHistory(size, budget);
    }

    EndpointHistory endpoints() {
        return endpoints;
    }

    /** One more step of the pool; that of its endpoints is added for itself, before. */
    void add(PoolView view, Instant at, Optional<Rates> lastStep, Optional<Rates> lastSeconds) {
        this.seconds[(int) (steps % this.seconds.length)] = at.getEpochSecond();
        steps++;
        column(HistoryWindow.PER_SECOND, lastStep.map(Rates::perSecond));
        column(HistoryWindow.FAILED_PER_SECOND, lastStep.map(Rates::failedPerSecond));
        column("p50Ms", lastSeconds.map(rates -> Rates.millis(rates.uses(), 0.5).orElse(Double.NaN)));
        column(
                "p99Ms",
                lastSeconds.map(rates -> Rates.millis(rates.uses(), 0.99).orElse(Double.NaN)));
        column("waiting", Optional.of((double) view.waiting()));
        column("inFlight", Optional.of(inFlight(view)));
    }

    private void column(String name, Optional<Double> value) {
        Ring ring = columns.get(name);
        if (ring != null) {
            ring.add(value.orElse(Double.NaN));
        }
    }

    private static double inFlight(PoolView view) {
        long sum = 0;
        for (EndpointView endpoint : view.endpoints()) {
            sum += endpoint.traffic().inFlight();
        }
        return sum;
    }

    /** All of it; of one endpoint if one is given, else of all, unless these are too many. */
    HistoryWindow read(Optional<String> endpoint) {
        int length = (int) Math.min(steps, seconds.length);
        long[] times = new long[length];
        for (int i = 0; i < length; i++) {
            times[i] = seconds[(int) ((steps - length + i) % seconds.length)];
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        columns.forEach((name, ring) -> values.put(name, read(ring, length)));
        Map<String, HistoryWindow.OfEndpoint> parts = new LinkedHashMap<>();
        Map<Address, Series> all = endpoint.isEmpty() && endpoints.size() > MOST_AT_ONCE ? Map.of() : endpoints.all();
        all.forEach((address, series) -> {
            String name = address.toString();
            if (endpoint.map(name::equals).orElse(true)) {
                parts.put(name, read(series, length));
            }
        });
        int leftOut = endpoint.isEmpty() ? endpoints.size() - parts.size() : 0;
        return new HistoryWindow(
                times, Collections.unmodifiableMap(values), Collections.unmodifiableMap(parts), leftOut);
    }

    private static float[] read(Ring ring, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = ring.back(length - 1 - i);
        }
        return values;
    }

    private static HistoryWindow.OfEndpoint read(Series series, int length) {
        int[] states = new int[length];
        for (int i = 0; i < length; i++) {
            states[i] = series.stateBack(length - 1 - i);
        }
        return new HistoryWindow.OfEndpoint(
                read(series.perSecond(), length), read(series.failedPerSecond(), length), states);
    }
}
