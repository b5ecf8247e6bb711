// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.net.URI;

/** What makes a URI that of an agent. */
final class AgentUri {

    private AgentUri() {}

    /** No user, query or fragment: they would be dropped silently, and may be secrets, so the message shows none. */
    static void check(URI agent) {
        boolean known = "http".equalsIgnoreCase(agent.getScheme()) || isSecure(agent);
        boolean plain = agent.getRawUserInfo() == null && agent.getRawQuery() == null && agent.getRawFragment() == null;
        if (!known || agent.getHost() == null || !plain) {
            throw new IllegalArgumentException("agent: '" + agent.getScheme() + "://"
                    + (agent.getHost() == null ? "" : agent.getHost())
                    + "…' (expected: http://host:port or https://host:port)");
        }
    }

    static boolean isSecure(URI agent) {
        return "https".equalsIgnoreCase(agent.getScheme());
    }
}
