// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

import java.util.Map;

/**
 * What {@link PoolMBean} shows. Plain numbers are attributes of their own, because those are what tools can plot. Each attribute
 * is a look at the pool of its own, so two of them may differ by what happened in between.
 *
 * <p>Counts never fall. Times are in milliseconds, and negative where there is nothing to tell.
 */
public interface PoolMXBean {

    /** The pool's name. */
    String getName();

    /** {@code EXCLUSIVE} or {@code SHARED}. */
    String getHolding();

    /** Discovery in words. */
    String getSource();

    /** How old the endpoints' last confirmation by discovery is. */
    long getSourceAgeMillis();

    /** Why discovery's latest word was not used; empty if it was. */
    String getSourceProblem();

    /** Who leads, as far as is known; empty elsewhere. */
    String getLeader();

    /** Callers that wait for a connection. */
    int getWaiting();

    /** Leases out, or calls under way. */
    int getInFlight();

    /** Connections that are nobody's. */
    int getIdle();

    /** Connections that are in use. */
    int getBusy();

    /** Endpoints that can serve. */
    int getEndpointsUp();

    /** Leases given out, or calls that ended. */
    long getTotal();

    /** Of those, failed by an endpoint's fault. */
    long getFailed();

    /** Callers that got no connection. */
    long getRefused();

    /** Attempts that failed and were not the last. */
    long getRetried();

    /** What 99 of 100 waits did not exceed, since the pool began. */
    double getWaitP99Millis();

    /** What half of the leases or calls did not exceed. */
    double getUseP50Millis();

    /** What 99 of 100 leases or calls did not exceed. */
    double getUseP99Millis();

    /** Each endpoint by its address. */
    Map<String, EndpointMXData> getEndpoints();

    /** What the pool was built with; no secret. */
    Map<String, String> getSettings();
}
