// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint in the JSON documents.
 *
 * @param zone the attribute of that name, which is among the attributes too; absent if the source tells none
 * @param state likewise
 */
public record EndpointJson(
        String address,
        int weight,
        int priority,
        @Nullable String zone,
        @Nullable String state,
        Map<String, String> attributes) {

    public static EndpointJson of(Endpoint endpoint) {
        Map<String, String> attributes = new TreeMap<>(endpoint.attributes());
        return new EndpointJson(
                endpoint.address().toString(),
                endpoint.weight(),
                endpoint.priority(),
                attributes.get(Attributes.ZONE),
                attributes.get(Attributes.STATE),
                attributes);
    }
}
