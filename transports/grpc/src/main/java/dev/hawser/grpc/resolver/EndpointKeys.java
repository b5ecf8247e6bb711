// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;

/**
 * What discovery told about an endpoint, as {@linkplain EquivalentAddressGroup#getAttributes() attributes of its address
 * group}, for load balancing policies of one's own. A group that no resolver of Hawser's made has none of them.
 */
public final class EndpointKeys {

    /** Its share of the calls; 0 means "no new calls", and all-zero means all equal. */
    @EquivalentAddressGroup.Attr
    public static final Attributes.Key<Integer> WEIGHT = Attributes.Key.create("dev.hawser.weight");

    /** The smallest comes first; the others are for when none of that can be reached. */
    @EquivalentAddressGroup.Attr
    public static final Attributes.Key<Integer> PRIORITY = Attributes.Key.create("dev.hawser.priority");

    /** Where it runs, as the source divides the world; absent if the source doesn't say. No policy of Hawser's reads it. */
    @EquivalentAddressGroup.Attr
    public static final Attributes.Key<String> ZONE = Attributes.Key.create("dev.hawser.zone");

    private EndpointKeys() {}
}
