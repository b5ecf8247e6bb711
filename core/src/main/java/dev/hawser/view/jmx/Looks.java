// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

import dev.hawser.endpoint.Address;
import dev.hawser.view.EndpointView;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Settings;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/** Looks at the pool anew for each attribute. */
final class Looks implements SteeredPoolMXBean {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final long UNKNOWN = -1;

    private final Viewed pool;

    Looks(Viewed pool) {
        this.pool = pool;
    }

    private PoolView view() {
        return pool.view();
    }

    private Use use() {
        return view().use();
    }

    private int sum(ToIntFunction<EndpointView> part) {
        return view().endpoints().stream().mapToInt(part).sum();
    }

    private static double millis(Histogram durations, double part) {
        return durations.quantile(part).map(Duration::toNanos).orElse(UNKNOWN) / NANOS_PER_MILLI;
    }

    @Override
    public String getName() {
        return view().pool();
    }

    @Override
    public String getHolding() {
        return view().holding().name();
    }

    @Override
    public String getSource() {
        return view().source().words();
    }

    @Override
    public long getSourceAgeMillis() {
        return view().source().age().map(Duration::toMillis).orElse(UNKNOWN);
    }

    @Override
    public String getSourceProblem() {
        return view().source().problem().orElse("");
    }

    @Override
    public String getLeader() {
        return view().leader().map(Address::toString).orElse("");
    }

    @Override
    public int getWaiting() {
        return view().waiting();
    }

    @Override
    public int getInFlight() {
        return sum(endpoint -> endpoint.traffic().inFlight());
    }

    @Override
    public int getIdle() {
        return sum(endpoint -> endpoint.connections().idle());
    }

    @Override
    public int getBusy() {
        return sum(endpoint -> endpoint.connections().busy());
    }

    @Override
    public int getEndpointsUp() {
        return sum(endpoint -> endpoint.why().isEmpty() ? 1 : 0);
    }

    @Override
    public long getTotal() {
        return use().total();
    }

    @Override
    public long getFailed() {
        return use().failed();
    }

    @Override
    public long getRefused() {
        return use().refused();
    }

    @Override
    public long getRetried() {
        return use().retried();
    }

    @Override
    public double getWaitP99Millis() {
        return millis(use().waits(), 0.99);
    }

    @Override
    public double getUseP50Millis() {
        return millis(use().uses(), 0.5);
    }

    @Override
    public double getUseP99Millis() {
        return millis(use().uses(), 0.99);
    }

    @Override
    public Map<String, EndpointMXData> getEndpoints() {
        Map<String, EndpointMXData> rows = new LinkedHashMap<>();
        view().endpoints()
                .forEach(endpoint -> rows.put(endpoint.endpoint().address().toString(), new Row(endpoint)));
        return rows;
    }

    @Override
    public Map<String, String> getSettings() {
        return Settings.inWords(view().settings());
    }

    // ---- steering

    @Override
    public void drain(String endpoint) {
        pool.control().drain(Address.parse(endpoint));
    }

    @Override
    public void undrain(String endpoint) {
        pool.control().undrain(Address.parse(endpoint));
    }

    @Override
    public void weigh(String endpoint, int weight) {
        pool.control().weigh(Address.parse(endpoint), OptionalInt.of(weight));
    }

    @Override
    public void unweigh(String endpoint) {
        pool.control().weigh(Address.parse(endpoint), OptionalInt.empty());
    }
}
