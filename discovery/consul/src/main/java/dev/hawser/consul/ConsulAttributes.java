// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Attributes;
import java.util.List;

/**
 * What becomes of an instance's metadata. Attributes are shown in logs, snapshots and pages, and metadata may hold
 * anything, so only what is named here is taken over.
 *
 * @param zoneKey the metadata key of {@link Attributes#ZONE}, looked for at the service and then at its node; where
 *     neither has it, the zone is that of Consul's {@code Locality}, or else the datacenter
 * @param metadata keys of the service's metadata that become attributes, named {@code meta.<key>}; values longer than
 *     {@value #MAX_VALUE} characters are cut there
 */
public record ConsulAttributes(String zoneKey, List<String> metadata) {

    public static final String DEFAULT_ZONE_KEY = "zone";

    /** Consul's own bound for a value, so nothing that comes from Consul is cut. */
    public static final int MAX_VALUE = 512;

    public ConsulAttributes {
        if (requireNonNull(zoneKey, "zoneKey").isBlank()) {
            throw new IllegalArgumentException("zoneKey: '" + zoneKey + "' (expected: not blank)");
        }
        metadata = List.copyOf(metadata);
        if (metadata.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("metadata: " + metadata + " (expected: keys, none of them blank)");
        }
    }

    /** The zone from the key {@value #DEFAULT_ZONE_KEY}, and no other metadata. */
    public static ConsulAttributes defaults() {
        return new ConsulAttributes(DEFAULT_ZONE_KEY, List.of());
    }

    public ConsulAttributes withZoneKey(String value) {
        return new ConsulAttributes(value, metadata);
    }

    public ConsulAttributes withMetadata(String... value) {
        return new ConsulAttributes(zoneKey, List.of(value));
    }
}
