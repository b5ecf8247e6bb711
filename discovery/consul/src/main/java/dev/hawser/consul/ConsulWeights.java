// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Endpoint;

/**
 * Where an endpoint's weight comes from.
 *
 * <p>A weight is a whole number from 0 to {@value Endpoint#MAX_WEIGHT}. An explicit 0 means "no new work". What is no
 * such number counts as the default, with one warning for as long as the instance has it, and never as 0.
 */
public sealed interface ConsulWeights {

    /** What Consul has without being told, and what a service without {@code Weights} counts. */
    int DEFAULT_WEIGHT = 1;

    /** For metadata keys without a default of their own. */
    int DEFAULT_METADATA_WEIGHT = 200;

    /** The {@code Weights} that the service is registered with: {@code Passing} or {@code Warning}, by its state. */
    static ConsulWeights fromService() {
        return new OfService();
    }

    /**
     * The number in the service's metadata.
     *
     * @param key such as {@code balanceFactor}
     * @param defaultWeight where there is none
     */
    static ConsulWeights fromMeta(String key, int defaultWeight) {
        return new OfMeta(key, defaultWeight);
    }

    /** See {@link #fromService()}. */
    record OfService() implements ConsulWeights {}

    /**
     * See {@link #fromMeta}.
     *
     * @param key in the service's metadata
     * @param defaultWeight 0 to {@value Endpoint#MAX_WEIGHT}
     */
    record OfMeta(String key, int defaultWeight) implements ConsulWeights {
        public OfMeta {
            if (requireNonNull(key, "key").isBlank()) {
                throw new IllegalArgumentException("key: '" + key + "' (expected: not blank)");
            }
            if (defaultWeight < 0 || defaultWeight > Endpoint.MAX_WEIGHT) {
                throw new IllegalArgumentException(
                        "defaultWeight: " + defaultWeight + " (expected: 0 to " + Endpoint.MAX_WEIGHT + ")");
            }
        }
    }
}
