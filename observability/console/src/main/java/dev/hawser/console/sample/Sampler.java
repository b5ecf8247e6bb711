// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Address;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes samples of one pool's views, which come once a second, and keeps what that takes: the last eleven views' counts, and
 * a minute of each endpoint. Not safe for several threads.
 */
public final class Sampler {
    /** Rates are taken over so many steps. */
    static final int WINDOW = 10;

    /** Steps of a sparkline. */
    static final int SPARK = 60;

    private final Deque<Reading> readings = new ArrayDeque<>(WINDOW + 1);
    private final Map<Address, Series> series = new HashMap<>();

    private record Reading(long nanos, Use use) {}

    /**
     * One step.
     *
     * @param nanos when the view was taken
     */
    public PoolSample step(PoolView view, long nanos) {
        double seconds = readings.isEmpty() ? 0 : (nanos - readings.getLast().nanos()) / 1e9;
        readings.addLast(new Reading(nanos, view.use()));
        if (readings.size() > WINDOW + 1) {
            readings.removeFirst();
        }
        Map<Address, Series> gone = new HashMap<>(series);
        for (EndpointView endpoint : view.endpoints()) {
            Address address = endpoint.endpoint().address();
            gone.remove(address);
            series.computeIfAbsent(address, a -> new Series(SPARK, endpoint, nanos))
                    .add(endpoint, nanos, seconds);
        }
        series.keySet().removeAll(gone.keySet());
        return sample(view, nanos);
    }

    /** A look between two steps: nothing is counted. */
    public PoolSample look(PoolView view, long nanos) {
        for (EndpointView endpoint : view.endpoints()) {
            Series known = series.get(endpoint.endpoint().address());
            if (known != null) {
                known.look(endpoint, nanos);
            }
        }
        return sample(view, nanos);
    }

    private PoolSample sample(PoolView view, long nanos) {
        double[] perSecond =
                view.endpoints().stream().mapToDouble(this::perSecond).toArray();
        double all =
                Arrays.stream(perSecond).filter(rate -> !Double.isNaN(rate)).sum();
        List<EndpointSample> endpoints = new ArrayList<>(perSecond.length);
        for (int i = 0; i < perSecond.length; i++) {
            endpoints.add(sample(view.endpoints().get(i), perSecond[i], all, nanos));
        }
        return new PoolSample(view, rates(), List.copyOf(endpoints), false, Optional.empty());
    }

    private double perSecond(EndpointView endpoint) {
        Series known = series.get(endpoint.endpoint().address());
        return known == null ? Double.NaN : known.perSecond().mean(WINDOW);
    }

    private EndpointSample sample(EndpointView endpoint, double perSecond, double all, long nanos) {
        Series known = series.get(endpoint.endpoint().address());
        if (known == null) {
            return new EndpointSample(
                    endpoint, OptionalDouble.empty(), OptionalDouble.empty(), Duration.ZERO, new int[0]);
        }
        boolean rated = !Double.isNaN(perSecond);
        return new EndpointSample(
                endpoint,
                rated ? OptionalDouble.of(perSecond) : OptionalDouble.empty(),
                rated && all > 0 ? OptionalDouble.of(perSecond / all) : OptionalDouble.empty(),
                Duration.ofNanos(nanos - known.sinceNanos()),
                spark(known.perSecond()));
    }

    private static int[] spark(Ring ring) {
        int known = Math.min(SPARK, ring.length());
        int[] spark = new int[known];
        for (int i = 0; i < known; i++) {
            spark[i] = Math.round(ring.back(known - 1 - i)); // not known is 0
        }
        return spark;
    }

    private Optional<Rates> rates() {
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        return seconds > 0 ? Optional.of(Rates.between(first.use(), last.use(), seconds)) : Optional.empty();
    }
}
