// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

/** The names of what is measured, each with its unit. */
public final class Metric {

    public static final String OPS = "ops/µs";
    public static final String CPU = "processor ns/op";
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

    private Metric() {}
}
