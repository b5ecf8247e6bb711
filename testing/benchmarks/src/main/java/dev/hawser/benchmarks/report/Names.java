// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

/** The scenarios' names. */
public final class Names {

    public static final String CLAIM = "claim";
    public static final String KEYED = "keyed";
    public static final String VIRTUAL = "virtual";
    public static final String WAITING = "waiting";
    public static final String VIRTUAL_WAITING = "virtual-waiting";
    public static final String OUTAGE = "outage";
    public static final String SPIKE = "spike";
    public static final String FLEET = "fleet";

    private Names() {}
}
