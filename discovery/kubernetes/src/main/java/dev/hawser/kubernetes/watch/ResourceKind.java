// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which resources are meant: {@code discovery.k8s.io/v1 endpointslices} of one service, for example.
 *
 * @param group such as {@code discovery.k8s.io}; never the core group, whose URLs are others
 * @param version such as {@code v1}
 * @param plural such as {@code endpointslices}
 * @param labels a label selector; absent means all
 * @param place one namespace, or all
 */
public record ResourceKind(String group, String version, String plural, Optional<String> labels, Place place) {

    public ResourceKind {
        Names.requireSubdomain("group", group);
        Names.requireLabel("version", version);
        Names.requireLabel("plural", plural);
    }

    /**
     * The page of a list, below the server's address.
     *
     * @param namespace of the connection, for a place that names none
     */
    String page(String namespace, int limit, Optional<String> continueToken) {
        return path(namespace) + "?limit=" + limit + selector()
                + continueToken.map(token -> "&continue=" + encoded(token)).orElse("");
    }

    /** The changes after a version. */
    String watch(String namespace, String resourceVersion, long seconds) {
        return path(namespace) + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + encoded(resourceVersion)
                + "&timeoutSeconds=" + seconds + selector();
    }

    private String path(String namespace) {
        return "apis/" + group + "/" + version + place.path(namespace) + "/" + plural;
    }

    private String selector() {
        return labels.map(selector -> "&labelSelector=" + encoded(selector)).orElse("");
    }

    /** In words. */
    String in(String namespace) {
        return this + place.words(namespace);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return plural + "." + group;
    }
}
