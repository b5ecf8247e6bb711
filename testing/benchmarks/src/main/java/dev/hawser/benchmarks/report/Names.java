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
    public static final String OBSERVE = "observe";
    public static final String GRPC_PICK = "grpc-pick";
    public static final String GRPC_UNARY = "grpc-unary";
    public static final String GRPC_ECHO = "grpc-echo";
    public static final String GRPC_STREAMS = "grpc-streams";
    public static final String GRPC_ROLLING = "grpc-rolling";
    public static final String GRPC_REFRESH = "grpc-refresh";

    private Names() {}
}
