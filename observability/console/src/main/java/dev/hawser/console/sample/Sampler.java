// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes samples of one pool's views, which come once a second, and remembers what they told. Not safe for several threads.
 */
public final class Sampler {
    /** Rates are taken over so many steps. */
    static final int WINDOW = 10;

    /** Steps of a sparkline. */
    static final int SPARK = 60;

    private final Deque<Reading> readings = new ArrayDeque<>(WINDOW + 1); // the newest first
    private final History history;

    /**
     * @param steps to be remembered
     * @param budget for endpoints, shared by all pools
     */
    public Sampler(int steps, HistoryBudget budget) {
        history = new History(steps, budget);
    }

    private record Reading(long nanos, Use use) {}

    /**
     * One step.
     *
     * @param at when the view was taken, for people
     * @param nanos when the view was taken, for measuring
     */
    public PoolSample step(PoolView view, Instant at, long nanos) {
        double seconds = readings.isEmpty() ? 0 : (nanos - readings.getFirst().nanos()) / 1e9;
        readings.addFirst(new Reading(nanos, view.use()));
        if (readings.size() > WINDOW + 1) {
            readings.removeLast();
        }
        history.endpoints().add(view.endpoints(), nanos, seconds);
        history.add(view, at, lastStep(), lastSeconds());
        return sample(view, nanos);
    }

    /** A look between two steps: nothing is counted. */
    public PoolSample look(PoolView view, long nanos) {
        for (EndpointView endpoint : view.endpoints()) {
            Series known = history.endpoints().present(endpoint.endpoint().address());
            if (known != null) {
                known.look(endpoint, nanos);
            }
        }
        return sample(view, nanos);
    }

    /** What was remembered; of one endpoint if one is given, else of all, unless these are too many. */
    public HistoryWindow history(Optional<String> endpoint) {
        return history.read(endpoint);
    }

    /** How many endpoints take memory here. */
    int remembered() {
        return history.endpoints().size();
    }

    /** Forgets all, and gives the room back. */
    public void clear() {
        history.endpoints().clear();
    }

    private PoolSample sample(PoolView view, long nanos) {
        List<EndpointView> views = view.endpoints();
        double[] perSecond = new double[views.size()];
        double all = 0;
        for (int i = 0; i < perSecond.length; i++) {
            Series known = history.endpoints().present(views.get(i).endpoint().address());
            perSecond[i] = known == null ? Double.NaN : known.perSecond().mean(WINDOW);
            all += Double.isNaN(perSecond[i]) ? 0 : perSecond[i];
        }
        List<EndpointSample> endpoints = new ArrayList<>(perSecond.length);
        for (int i = 0; i < perSecond.length; i++) {
            endpoints.add(sample(views.get(i), perSecond[i], all, nanos));
        }
        return new PoolSample(view, lastSeconds(), List.copyOf(endpoints), false, Optional.empty());
    }

    private EndpointSample sample(EndpointView endpoint, double perSecond, double all, long nanos) {
        Series known = history.endpoints().present(endpoint.endpoint().address());
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

    private Optional<Rates> lastSeconds() {
        return between(readings.getLast(), readings.getFirst());
    }

    private Optional<Rates> lastStep() {
        Iterator<Reading> latest = readings.iterator();
        Reading last = latest.next();
        return latest.hasNext() ? between(latest.next(), last) : Optional.empty();
    }

    private static Optional<Rates> between(Reading earlier, Reading later) {
        double seconds = (later.nanos() - earlier.nanos()) / 1e9;
        return seconds > 0 ? Optional.of(Rates.between(earlier.use(), later.use(), seconds)) : Optional.empty();
    }
}
