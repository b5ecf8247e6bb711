// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.time.Duration;
import java.util.Optional;

/**
 * How requests share a connection.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param maxInFlight the most requests that wait for their answers on one connection
 * @param requestTimeout of requests that come without one
 * @param silenceTimeout a connection on which nothing has arrived for so long, while requests wait, is closed; absent
 *     waits for as long as the requests do. It must be longer than the slowest answer takes on an otherwise quiet
 *     connection
 * @param maxQueuedBytes the most bytes that wait to be written because the peer does not read, one frame excepted
 * @param rememberedIds how many timed-out requests are remembered, so that their late answers can be told from answers
 *     that nobody asked for
 * @param drainTimeout how long a connection that is closed waits for answers
 */
public record MultiplexOptions(
        int maxInFlight,
        Duration requestTimeout,
        Optional<Duration> silenceTimeout,
        int maxQueuedBytes,
        int rememberedIds,
        Duration drainTimeout) {

    /** Arbitrary: far above what a connection needs to be busy, far below what hurts. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;

    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** As long as the default request timeout: whoever waits longer than that expects slow answers and says so. */
    public static final Duration DEFAULT_SILENCE_TIMEOUT = Duration.ofSeconds(10);

    /** One frame of the default maximum length. */
    public static final int DEFAULT_MAX_QUEUED_BYTES = 4 * 1024 * 1024;

    /** A few hundred kilobytes per connection at the worst. */
    public static final int DEFAULT_REMEMBERED_IDS = 4_096;

    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    public MultiplexOptions {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: >= 1)");
        }
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("requestTimeout: " + requestTimeout + " (expected: > 0)");
        }
        silenceTimeout.ifPresent(t -> {
            if (t.isNegative() || t.isZero()) {
                throw new IllegalArgumentException("silenceTimeout: " + t + " (expected: > 0, or absent for off)");
            }
        });
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException("maxQueuedBytes: " + maxQueuedBytes + " (expected: >= 1)");
        }
        if (rememberedIds < 0) {
            throw new IllegalArgumentException("rememberedIds: " + rememberedIds + " (expected: >= 0)");
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + drainTimeout + " (expected: >= 0)");
        }
    }

    /** 1024 in flight, 10 s for a request and for silence, 4 MiB queued, 4096 ids remembered, 5 s to drain. */
    public static MultiplexOptions defaults() {
        return new MultiplexOptions(
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_REQUEST_TIMEOUT,
                Optional.of(DEFAULT_SILENCE_TIMEOUT),
                DEFAULT_MAX_QUEUED_BYTES,
                DEFAULT_REMEMBERED_IDS,
                DEFAULT_DRAIN_TIMEOUT);
    }

    public MultiplexOptions withMaxInFlight(int value) {
        return new MultiplexOptions(value, requestTimeout, silenceTimeout, maxQueuedBytes, rememberedIds, drainTimeout);
    }

    public MultiplexOptions withRequestTimeout(Duration value) {
        return new MultiplexOptions(maxInFlight, value, silenceTimeout, maxQueuedBytes, rememberedIds, drainTimeout);
    }

    public MultiplexOptions withSilenceTimeout(Duration value) {
        return new MultiplexOptions(
                maxInFlight, requestTimeout, Optional.of(value), maxQueuedBytes, rememberedIds, drainTimeout);
    }

    public MultiplexOptions withoutSilenceTimeout() {
        return new MultiplexOptions(
                maxInFlight, requestTimeout, Optional.empty(), maxQueuedBytes, rememberedIds, drainTimeout);
    }

    public MultiplexOptions withMaxQueuedBytes(int value) {
        return new MultiplexOptions(maxInFlight, requestTimeout, silenceTimeout, value, rememberedIds, drainTimeout);
    }

    public MultiplexOptions withRememberedIds(int value) {
        return new MultiplexOptions(maxInFlight, requestTimeout, silenceTimeout, maxQueuedBytes, value, drainTimeout);
    }

    public MultiplexOptions withDrainTimeout(Duration value) {
        return new MultiplexOptions(maxInFlight, requestTimeout, silenceTimeout, maxQueuedBytes, rememberedIds, value);
    }
}
