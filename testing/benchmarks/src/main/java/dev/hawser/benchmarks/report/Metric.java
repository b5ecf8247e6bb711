// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

/** The names of what is measured, each with its unit. */
public final class Metric {

    public static final String OPS = "ops/µs";
    /** With more threads than cores, the turns of the others included. */
    public static final String NANOS = "ns/op as a thread sees it";

    public static final String CPU = "processor ns/op";
    public static final String BESIDE_OFF = "times that of off";
    public static final String BYTES = "B/op";
    public static final String MEAN = "mean µs";
    public static final String P99 = "p99 µs";
    public static final String MAX = "max µs";
    public static final String HELD = "held µs";
    public static final String LEAST = "least/most cycles of a thread";
    public static final String CONNECTS = "connects while down";
    public static final String REFUSED = "median ms to a refusal";
    public static final String CAUSE = "% refusals with the cause";
    public static final String RECOVERED = "ms to the first lease after";
    public static final String LEFT = "connections left";
    public static final String LONGEST = "longest wait ms";
    public static final String UPDATE = "update ms (median)";
    public static final String UPDATE_MAX = "update ms (max)";
    public static final String PICK = "pick ns";
    public static final String CYCLE = "cycle ns";
    public static final String ENDPOINT_BYTES = "B per idle endpoint";
    public static final String CONNECTED_BYTES = "B per endpoint with one connection";
    public static final String CALLS = "calls/s";
    public static final String P50 = "p50 µs";
    public static final String STREAMS = "streams answered within 5 s";
    public static final String OPENED = "ms until all streams were";
    public static final String FIRST_BYTE = "ms to the first byte of a new call";
    public static final String FAILED = "failed calls";
    public static final String MADE = "calls made";
    public static final String MOST_SHARE = "busiest server afterwards, of a fair share";
    public static final String LEAST_SHARE = "idlest server afterwards, of a fair share";
    public static final String P99_MILLIS = "p99 ms";
    public static final String MAX_MILLIS = "max ms";

    private Metric() {}
}
