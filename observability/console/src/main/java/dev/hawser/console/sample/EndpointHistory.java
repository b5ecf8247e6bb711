// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.Address;
import dev.hawser.view.EndpointView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each endpoint of a pool did, also of those that are gone, until their last step is as old as the history is long. Who
 * is gone the longest makes room for somebody new. Not safe for several threads.
 */
final class EndpointHistory {
    private final int steps;
    private final HistoryBudget budget;
    private final Map<Address, Series> present = new HashMap<>();
    private final Map<Address, Gone> gone = new LinkedHashMap<>(); // in the order in which they went

    /** @param steps as of which something is forgotten */
    EndpointHistory(int steps, HistoryBudget budget) {
        this.steps = steps;
        this.budget = budget;
    }

    private static final class Gone {
        final Series series;
        int left;

        Gone(Series series, int left) {
            this.series = series;
            this.left = left;
        }
    }

    /** One more step, so many seconds after the last. */
    void add(List<EndpointView> endpoints, long nanos, double seconds) {
        Set<Address> missing = new HashSet<>(present.keySet());
        endpoints.forEach(endpoint -> missing.remove(endpoint.endpoint().address()));
        missing.forEach(this::leave);
        for (EndpointView endpoint : endpoints) {
            Address address = endpoint.endpoint().address();
            Series known = present.get(address);
            Series series = known == null ? enter(address, endpoint, nanos) : known;
            series.add(endpoint, nanos, seconds);
        }
        for (Iterator<Gone> all = gone.values().iterator(); all.hasNext(); ) {
            Gone one = all.next();
            one.series.skip();
            if (--one.left <= 0) {
                all.remove();
                budget.giveBack(1);
            }
        }
    }

    private void leave(Address address) {
        Series series = present.remove(address);
        if (series != null && isLong(series)) {
            gone.put(address, new Gone(series, steps));
        }
    }

    private Series enter(Address address, EndpointView endpoint, long nanos) {
        Gone back = gone.remove(address);
        Series series = back == null ? new Series(place() ? steps : Sampler.SPARK, endpoint, nanos) : back.series;
        series.restart(endpoint, nanos);
        present.put(address, series);
        return series;
    }

    private boolean place() {
        if (steps <= Sampler.SPARK) {
            return false;
        }
        if (budget.tryTake()) {
            return true;
        }
        Iterator<Gone> oldest = gone.values().iterator();
        if (oldest.hasNext()) {
            oldest.next();
            oldest.remove();
            return true; // in its place
        }
        return false;
    }

    private boolean isLong(Series series) {
        return series.size() > Sampler.SPARK;
    }

    @Nullable
    Series present(Address address) {
        return present.get(address);
    }

    /** All that are known by their names, also those that are gone. */
    Map<Address, Series> all() {
        Map<Address, Series> all = new LinkedHashMap<>(present);
        gone.forEach((address, one) -> all.put(address, one.series));
        return all;
    }

    /** How many endpoints take memory here. */
    int size() {
        return present.size() + gone.size();
    }

    /** Gives all room back. */
    void clear() {
        long many = present.values().stream().filter(this::isLong).count() + gone.size();
        present.clear();
        gone.clear();
        budget.giveBack((int) many);
    }
}
