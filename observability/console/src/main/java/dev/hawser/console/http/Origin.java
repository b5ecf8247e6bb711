// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.Optional;
import java.util.Set;

/**
 * Whether a request was meant for this server, and comes from its own page or from no page at all.
 *
 * <p>A foreign page can make a browser send requests to loopback. If it has its own name resolve to loopback ("DNS rebinding"),
 * the browser even shows it the answers; but then the name stands in {@code Host}. What it posts without such a name
 * carries its {@code Origin}, and it can't add a header of its own without being allowed to first, which nobody is.
 */
final class Origin {
    /** A request that changes something has to have it. */
    static final String ACTION_HEADER = "X-Hawser-Action";

    private final Set<String> hosts;

    Origin(int port) {
        hosts = Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
    }

    /** Why a request is refused, if it is. */
    Optional<Answer> refusal(Head head) {
        String host = head.first("Host").orElse("");
        if (!hosts.contains(host)) {
            return refused("Host: not one of this server's (expected: localhost, 127.0.0.1 or [::1], with the port)");
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
                : refused("Origin: another page's (expected: this server's own, or none)");
    }

    private static Optional<Answer> refused(String why) {
        return Optional.of(Answer.error(403, why));
    }
}
