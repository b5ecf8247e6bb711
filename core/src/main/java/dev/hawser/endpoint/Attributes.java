// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

/**
 * Names of {@linkplain Endpoint#attributes() attributes} that mean the same whatever the source. All are optional, and a
 * source may tell others under names of its own, such as {@code dns.name} or {@code consul.version}.
 */
public final class Attributes {

    /** What the endpoint is called; several names, separated by commas, may share one address. */
    public static final String NAME = "name";

    /** Where it runs, as the source divides the world: an availability zone, a rack, a datacenter. */
    public static final String ZONE = "zone";

    /** How its source sees it, in the source's own word: {@code passing}, {@code warning}, {@code ready}, {@code serving}. */
    public static final String STATE = "state";

    /** The machine it runs on. */
    public static final String NODE = "node";

    private Attributes() {}
}
