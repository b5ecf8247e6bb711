// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody we could talk to, as discovery described it.
 *
 * <p>The {@link #address()} alone is its identity: an answer that changes weight, priority or attributes of an
 * address we know updates it in place and never reconnects.
 *
 * @param address where it listens
 * @param weight its share of the load among its peers; 0 means "no new work", and all-zero means all equal
 * @param priority smaller is tried first by balancers that honour priority; 0 unless discovery says otherwise
 * @param attributes what else discovery told, such as {@code zone}; shown to observers, so never a secret
 */
public record Endpoint(Address address, int weight, int priority, Map<String, String> attributes) {

    /** The weight of an endpoint whose source gives none: all equal. */
    public static final int DEFAULT_WEIGHT = 1;

    /** The largest weight accepted; sums over 10,000 endpoints stay far inside a {@code long}. */
    public static final int MAX_WEIGHT = 1_000_000;

    public Endpoint {
        requireNonNull(address, "address");
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 0 to " + MAX_WEIGHT + ")");
        }
        if (priority < 0) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: >= 0)");
        }
        attributes = Map.copyOf(attributes);
    }

    /** An endpoint of default weight, first priority and no attributes. */
    public static Endpoint of(Address address) {
        return new Endpoint(address, DEFAULT_WEIGHT, 0, Map.of());
    }

    /** Like {@link #of(Address)}, from {@code host:port}. */
    public static Endpoint of(String address) {
        return of(Address.parse(address));
    }

    /** Whether all is the same. Written out, since every answer of every discovery is compared endpoint by endpoint. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Endpoint that
                        && weight == that.weight
                        && priority == that.priority
                        && address.equals(that.address)
                        && attributes.equals(that.attributes));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * address.hashCode() + weight) + priority) + attributes.hashCode();
    }

    public Endpoint withWeight(int newWeight) {
        return new Endpoint(address, newWeight, priority, attributes);
    }

    public Endpoint withPriority(int newPriority) {
        return new Endpoint(address, weight, newPriority, attributes);
    }

    public Endpoint withAttributes(Map<String, String> newAttributes) {
        return new Endpoint(address, weight, priority, newAttributes);
    }
}
