// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last minutes of a pool, in columns: one place for each step, the oldest first. Changed by nobody.
 *
 * @param seconds of the epoch, when the step was taken
 * @param columns by their names; {@link Float#NaN} where nothing is known
 * @param endpoints by their addresses
 * @param leftOut endpoints that are not told because there are too many
 */
public record HistoryWindow(
        long[] seconds, Map<String, float[]> columns, Map<String, OfEndpoint> endpoints, int leftOut) {

    /** Leases or calls a second. */
    public static final String PER_SECOND = "perSecond";

    /** Of those, failed. */
    public static final String FAILED_PER_SECOND = "failedPerSecond";

    /**
     * An endpoint's part of it.
     *
     * @param perSecond leases or calls
     * @param failedPerSecond of those, by its fault
     * @param states its state's number and one; 0 where it wasn't there
     */
    public record OfEndpoint(float[] perSecond, float[] failedPerSecond, int[] states) {}

    /** Of the pool only what came after that second of the epoch, and of endpoints the same: for who has the rest. */
    public HistoryWindow since(long second) {
        int from = 0;
        while (from < seconds.length && seconds[from] <= second) {
            from++;
        }
        int first = from;
        Map<String, float[]> rest = new LinkedHashMap<>();
        columns.forEach((name, values) -> rest.put(name, tail(values, first)));
        Map<String, OfEndpoint> parts = new LinkedHashMap<>();
        endpoints.forEach((address, one) -> parts.put(
                address,
                new OfEndpoint(
                        tail(one.perSecond(), first),
                        tail(one.failedPerSecond(), first),
                        Arrays.copyOfRange(one.states(), first, one.states().length))));
        return new HistoryWindow(Arrays.copyOfRange(seconds, first, seconds.length), rest, parts, leftOut);
    }

    /** The same without endpoints. */
    public HistoryWindow ofPool() {
        return new HistoryWindow(seconds, columns, Map.of(), leftOut + endpoints.size());
    }

    private static float[] tail(float[] values, int from) {
        return Arrays.copyOfRange(values, from, values.length);
    }
}
