// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

/**
 * A kind of objects, as it stands in the server's paths.
 *
 * @param groupVersion such as {@code discovery.k8s.io/v1}, or {@code v1} alone
 * @param plural such as {@code endpointslices}
 * @param kind such as {@code EndpointSlice}
 */
public record ApiCollection(String groupVersion, String plural, String kind) {

    public static final ApiCollection TINY_MODULES =
            new ApiCollection("operator.tinysystems.io/v1alpha1", "tinymodules", "TinyModule");

    public static final ApiCollection ENDPOINT_SLICES =
            new ApiCollection("discovery.k8s.io/v1", "endpointslices", "EndpointSlice");

    /** The path of all its objects, whatever their namespace. */
    String path() {
        return (groupVersion.contains("/") ? "/apis/" : "/api/") + groupVersion + "/" + plural;
    }
}
