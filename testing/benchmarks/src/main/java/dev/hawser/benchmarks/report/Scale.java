// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import java.util.List;

/** How large a case is, in the words that reports and targets use. */
public final class Scale {

    public static final String TEN_BY_1 = "10 leases, 1 thread";
    public static final String TEN_BY_2 = "10 leases, 2 threads";
    public static final String TEN_BY_8 = "10 leases, 8 threads";
    public static final String TWO_BY_8 = "2 leases, 8 threads";
    public static final String KEYED_BY_1 = "16 × 4, 1 thread";
    public static final String KEYED_BY_2 = "16 × 4, 2 threads";
    public static final String KEYED_BY_8 = "16 × 4, 8 threads";
    public static final String TEN_BY_1000 = "10 leases, 1000 virtual threads";
    public static final String TWO_BY_1000 = "2 leases, 1000 virtual threads";
    public static final String KEYED_BY_1000 = "16 × 4, 1000 virtual threads";
    public static final String TEN_BY_256 = "10 leases, 256 virtual threads";
    public static final String FOUR_BY_20 = "4 leases, 20 borrowers, 8 s";
    public static final String FIVE_BY_50 = "5 warm connections, 50 borrowers";
    public static final String TEN_ENDPOINTS = "10 endpoints";
    public static final String TEN_THOUSAND = "10,000 endpoints";
    public static final String FOUR_CHANNELS_BY_1 = "4 channels, 1 thread";
    public static final String FOUR_CHANNELS_BY_2 = "4 channels, 2 threads";
    public static final String FOUR_CHANNELS_BY_8 = "4 channels, 8 threads";
    public static final String IN_PROCESS = "in process, 1 thread";
    public static final List<Integer> IN_FLIGHT = List.of(1, 10, 100, 1000);
    public static final String THOUSAND_STREAMS = "1000 streams, 100 on a connection";
    public static final String GRACEFUL = "5 servers, restarted gracefully";
    public static final String KILLED = "5 servers, killed and restarted, idempotent calls";
    public static final String GOODBYES = "server says goodbye every second";
    public static final String OWN_AGE = "pool replaces channels after a second";

    public static final String CALLS_TO_1 = "calls to 1 server";
    public static final String CALLS_TO_4 = "calls to 4 servers";
    public static final String FAILOVER_TO_4 = "calls to 4 servers, with failover";

    private Scale() {}

    /** So many calls at once. */
    public static String inFlight(int calls) {
        return calls + " in flight";
    }
}
