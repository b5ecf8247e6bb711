// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a pool stood at one moment.
 *
 * @param pool its name
 * @param holding how its connections are held
 * @param source where its endpoints come from
 * @param leader who leads, as far as is known; only in pools that follow a leader
 * @param waiting callers that wait for a connection
 * @param use what has been done since the pool began
 * @param settings what it was built with, in a sensible order; under the names of the builder's methods, and of the
 *     components of its options, such as {@code pool.maxConnections}; no secret
 * @param endpoints in the order of their addresses, draining ones included
 */
public record PoolView(
        String pool,
        Holding holding,
        Source source,
        Optional<Address> leader,
        int waiting,
        Use use,
        Map<String, Setting> settings,
        List<EndpointView> endpoints) {

    public PoolView {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        endpoints = List.copyOf(endpoints);
    }

    /** One of the settings, which not every pool has. */
    public Optional<Setting> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** The same, after another use. */
    public PoolView withUse(Use value) {
        return new PoolView(pool, holding, source, leader, waiting, value, settings, endpoints);
    }

    /** The same with who leads. */
    public PoolView withLeader(Optional<Address> value) {
        return new PoolView(pool, holding, source, value, waiting, use, settings, endpoints);
    }

    /** The same with more settings; those of the same names replace what is there. */
    public PoolView withSettings(Map<String, Setting> more) {
        Map<String, Setting> all = new Settings().addAll(settings).addAll(more).toMap();
        return new PoolView(pool, holding, source, leader, waiting, use, all, endpoints);
    }

    /** How connections are held. */
    public enum Holding {
        /** One borrower each: a unit of work is a lease. */
        EXCLUSIVE,
        /** By many calls at a time: a unit of work is a call. */
        SHARED
    }

    /**
     * Where endpoints come from.
     *
     * @param words as the discovery describes itself
     * @param age how old the endpoints' last confirmation is; absent before the first
     * @param problem why discovery's latest word was not used; absent if it was
     */
    public record Source(String words, Optional<Duration> age, Optional<String> problem) {}

    /**
     * What has been done since the pool began, with endpoints that are gone. A call that is tried three times counts as three.
     *
     * @param total leases given out, or calls that ended
     * @param failed of those, by an endpoint's fault
     * @param refused callers that got no connection
     * @param retried attempts that failed and were not the last
     * @param throttled callers that a rate limit sent to another endpoint, made wait, or had refused
     * @param waits how long callers waited for a connection until they got one or were refused; who didn't wait isn't in it
     * @param uses how long leases were held, or calls were on a connection: all of them while they are few, then a sample
     *     (see {@link Timing})
     * @param retryBudget retries that the budget would pay for now; absent if there is none, or no end to it
     */
    public record Use(
            long total,
            long failed,
            long refused,
            long retried,
            long throttled,
            Histogram waits,
            Histogram uses,
            OptionalDouble retryBudget) {

        /** Nothing. */
        public static final Use NONE = new Use(0, 0, 0, 0, 0, Histogram.EMPTY, Histogram.EMPTY, OptionalDouble.empty());

        /** The same, with so many attempts more that were not the last. */
        public Use plusRetried(long more) {
            return new Use(total, failed, refused, retried + more, throttled, waits, uses, retryBudget);
        }

        /** The same, with callers that were throttled. */
        public Use withThrottled(long value) {
            return new Use(total, failed, refused, retried, value, waits, uses, retryBudget);
        }

        /** The same, with a budget. */
        public Use withRetryBudget(OptionalDouble value) {
            return new Use(total, failed, refused, retried, throttled, waits, uses, value);
        }
    }
}
