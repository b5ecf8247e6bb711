// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

/** One endpoint, a row of the table {@code Endpoints}. Has getters, unlike all else here, because JMX asks for them. */
public interface EndpointMXData {

    /** In one word. */
    String getState();

    /** Why it cannot serve right now; empty if it can. */
    String getWhy();

    /** The one that counts: an operator's, or else discovery's. */
    int getWeight();

    /** Whether an operator has drained it. */
    boolean isDrained();

    /** Connections that are nobody's. */
    int getIdle();

    /** Connections that are in use. */
    int getBusy();

    /** Connections being opened. */
    int getConnecting();

    /** Leases out, or calls under way. */
    int getInFlight();

    /** Leases given out, or calls that ended, since the endpoint was added. */
    long getTotal();

    /** Of those, failed by its fault. */
    long getFailed();

    /** Attempts to connect that failed. */
    long getConnectFailures();

    /** The latest failure that was its fault, without a secret; empty if there was none. */
    String getLastError();
}
