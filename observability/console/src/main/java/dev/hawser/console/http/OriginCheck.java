// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a request was meant for this server, and comes from its own page or from no page at all.
 *
 * <p>A foreign page can make a browser send requests to loopback. If it has its own name resolve to loopback ("DNS rebinding"),
 * the browser even shows it the answers; but then the name stands in {@code Host}. What it posts without such a name
 * carries its {@code Origin}, and it can't add a header of its own without being allowed to first, which nobody is.
 */
final class OriginCheck {
    /** A request that changes something has to have it. */
    static final String ACTION_HEADER = "X-Hawser-Action";

    private final Set<String> hosts;

    /** Browsers, and all that follow RFC 9110 (7.2), leave it out of {@code Host} and {@code Origin}. */
    private static final int DEFAULT_PORT = 80;

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    OriginCheck(int port) {
        Set<String> own = NAMES.stream().map(name -> name + ":" + port).collect(Collectors.toCollection(HashSet::new));
        if (port == DEFAULT_PORT) {
            own.addAll(NAMES);
        }
        hosts = Set.copyOf(own);
    }

    /** Why a request is refused, if it is. */
    Optional<Response> refusal(Head head) {
        String host = head.first("Host").orElse("");
        if (!hosts.contains(host)) {
            return refused(
                    head, "Host: not one of this server's (expected: localhost, 127.0.0.1 or [::1], with the port)");
        }
        if (head.reads()) {
            return Optional.empty();
        }
        boolean own = head.first("Origin").map(("http://" + host)::equals).orElse(true);
        boolean sameSite = head.first("Sec-Fetch-Site")
                .map(site -> site.equals("same-origin") || site.equals("none"))
                .orElse(true);
        return own && sameSite
                ? Optional.empty()
                : refused(head, "Origin: another page's (expected: this server's own, or none)");
    }

    private static Optional<Response> refused(Head head, String why) {
        return Optional.of(head.error(403, why));
    }
}
