// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import static java.util.Objects.requireNonNull;

import dev.hawser.cache.CacheOptions;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.Optional;

/** Describes a {@link CachingConnector}. Not safe for use by several threads; can build any number of connectors. */
public final class CachingConnectorBuilder {

    /** How long calls in flight may take to end on a channel that is closed, and holders when the connector is. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    final LineLoader.Dialing dialing;
    String name = "connector";
    CacheOptions cache = CacheOptions.defaults();
    Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    Optional<Duration> tick = Optional.empty();
    ConnectorListener listener = ConnectorListener.NONE;
    Optional<Time> time = Optional.empty();

    CachingConnectorBuilder(LineLoader.Dialing dialing) {
        this.dialing = dialing;
    }

    /** The connector's name in exceptions and thread names. */
    public CachingConnectorBuilder name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = value;
        return this;
    }

    /** The most addresses it keeps; {@link CacheOptions#maxEntries()} says what happens to one more. */
    public CachingConnectorBuilder maxEntries(int value) {
        cache = cache.withMaxEntries(value);
        return this;
    }

    /** How long a dial may take, whoever waits for it; 5 s unless set. */
    public CachingConnectorBuilder dialTimeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("dialTimeout: " + value + " (expected: > 0)");
        }
        cache = cache.withLoadTimeout(value);
        return this;
    }

    /**
     * How long calls in flight may take to end on a channel that is closed, though its last holder has released it, and
     * how long {@link CachingConnector#close()} waits for holders.
     */
    public CachingConnectorBuilder drainTimeout(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + value + " (expected: >= 0)");
        }
        drainTimeout = value;
        return this;
    }

    /** Calls {@link CachingConnector#expire()} that often; by default nobody does, and the program has to. */
    public CachingConnectorBuilder tick(Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("tick: " + period + " (expected: > 0)");
        }
        tick = Optional.of(period);
        return this;
    }

    public CachingConnectorBuilder listener(ConnectorListener value) {
        listener = requireNonNull(value, "listener");
        return this;
    }

    /** The clock and timers to use; by default a {@code SystemTime} of the connector's own, which ends with it. */
    public CachingConnectorBuilder time(Time value) {
        time = Optional.of(value);
        return this;
    }

    public CachingConnector build() {
        return new CachingConnector(this);
    }
}
