// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import java.util.Arrays;
import java.util.List;

/**
 * Every meter there is. The tag {@code endpoint} is there only if asked for ({@link PoolMetrics#perEndpoint}); without it
 * the meter is the sum over the pool's endpoints.
 */
public enum HawserMeter {
    POOL_CONNECTIONS("hawser.pool.connections", Kind.GAUGE, "", "connections by state", "pool", "state"),
    POOL_CONNECTIONS_MAX("hawser.pool.connections.max", Kind.GAUGE, "", "the most connections there may be", "pool"),
    POOL_CONNECTIONS_MIN("hawser.pool.connections.min", Kind.GAUGE, "", "connections that are kept open", "pool"),
    POOL_PENDING("hawser.pool.pending", Kind.GAUGE, "", "callers that wait for a connection", "pool"),
    POOL_ACQUIRE(
            "hawser.pool.acquire",
            Kind.TIMER,
            "",
            "callers that got a connection, or were refused, and how long they had waited",
            "pool",
            "outcome"),
    POOL_TIMEOUTS("hawser.pool.timeouts", Kind.COUNTER, "", "callers refused because their time was up", "pool"),
    POOL_WAIT("hawser.pool.wait", Kind.TIMER, "", "how long callers waited, of those that did", "pool"),
    POOL_WAIT_HISTOGRAM("hawser.pool.wait.histogram", Kind.COUNTER, "", "waits shorter than le seconds", "pool", "le"),
    POOL_USAGE("hawser.pool.usage", Kind.TIMER, "", "how long leases were held (a sample), or calls took", "pool"),
    POOL_USAGE_HISTOGRAM(
            "hawser.pool.usage.histogram", Kind.COUNTER, "", "leases or calls shorter than le seconds", "pool", "le"),
    POOL_CREATION(
            "hawser.pool.creation",
            Kind.TIMER,
            "",
            "attempts to open a connection, and how long they took",
            "pool",
            "outcome"),
    POOL_CLOSES("hawser.pool.closes", Kind.COUNTER, "", "connections closed, by reason", "pool", "reason"),
    POOL_LEAKS("hawser.pool.leaks", Kind.COUNTER, "", "leases held for too long, or lost", "pool"),
    ENDPOINT_STATE(
            "hawser.endpoint.state", Kind.GAUGE, "", "1 for the state an endpoint is in", "pool", "endpoint", "state"),
    ENDPOINT_WEIGHT("hawser.endpoint.weight", Kind.GAUGE, "", "the weight that counts", "pool", "endpoint"),
    ENDPOINT_INFLIGHT("hawser.endpoint.inflight", Kind.GAUGE, "", "calls in flight, or leases out", "pool", "endpoint"),
    ENDPOINT_REQUESTS(
            "hawser.endpoint.requests",
            Kind.COUNTER,
            "",
            "leases given out, or calls that ended; a failure is the endpoint's fault",
            "pool",
            "endpoint",
            "outcome"),
    ENDPOINT_EJECTIONS(
            "hawser.endpoint.ejections", Kind.COUNTER, "", "endpoints left alone for a while", "pool", "endpoint"),
    DISCOVERY_UPDATES(
            "hawser.discovery.updates", Kind.COUNTER, "", "answers of discovery", "pool", "source", "outcome"),
    DISCOVERY_AGE("hawser.discovery.age", Kind.GAUGE, "seconds", "age of the last good answer of discovery", "pool"),
    DISCOVERY_FAILING(
            "hawser.discovery.failing",
            Kind.GAUGE,
            "",
            "1 while discovery's latest answer was not used, else 0",
            "pool"),
    RETRY_ATTEMPTS(
            "hawser.retry.attempts",
            Kind.COUNTER,
            "",
            "attempts at calls that failed: tried again, or given up",
            "pool",
            "outcome"),
    RETRY_BUDGET("hawser.retry.budget", Kind.GAUGE, "", "retries that the budget would pay for now", "pool"),
    RATELIMIT_THROTTLED(
            "hawser.ratelimit.throttled",
            Kind.COUNTER,
            "",
            "callers that a rate limit sent elsewhere, made wait, or had refused",
            "pool"),
    LEADER_CHANGES(
            "hawser.leader.changes", Kind.COUNTER, "", "changes of who leads, or of whether it is known", "pool"),
    REGISTRY_CONNECTIONS(
            "hawser.registry.connections",
            Kind.GAUGE,
            "",
            "1 for the state a name's connection is in, 0 for the others",
            "registry",
            "module",
            "state"),
    REGISTRY_OPERATIONS(
            "hawser.registry.operations",
            Kind.COUNTER,
            "",
            "operations on a registry, by outcome",
            "registry",
            "operation",
            "status");

    /** What the name of the tag that is off by default is. */
    static final String ENDPOINT = "endpoint";

    private final String meterName;
    private final Kind kind;
    private final String unit;
    private final String meaning;
    private final List<String> tags;

    HawserMeter(String meterName, Kind kind, String unit, String meaning, String... tags) {
        this.meterName = meterName;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.tags = Arrays.asList(tags);
    }

    /** How meters behave. */
    public enum Kind {
        /** Goes up and down. */
        GAUGE,
        /** Only goes up. */
        COUNTER,
        /** A count and a total time. */
        TIMER
    }

    /** As Micrometer writes it; each monitoring system has its own way of writing it. */
    public String meterName() {
        return meterName;
    }

    public Kind kind() {
        return kind;
    }

    /** Of a gauge; empty if it has none. */
    public String unit() {
        return unit;
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }

    /** The names of its tags, in order. */
    public List<String> tags() {
        return List.copyOf(tags);
    }
}
