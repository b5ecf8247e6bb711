// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.net.URI;
import java.net.URISyntaxException;

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

    /** @throws IllegalArgumentException if it is none; the message does not show all of it, for it may hold a password */
    static URI parse(String text) {
        try {
            URI agent = new URI(text);
            check(agent);
            return agent;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "agent: not a URI: " + e.getReason() + " (expected: http://host:port or https://host:port)");
        }
    }

    static boolean isSecure(URI agent) {
        return "https".equalsIgnoreCase(agent.getScheme());
    }

    /** What precedes {@code /v1}: nothing, unless Consul is behind something else. */
    static String path(URI agent) {
        String path = agent.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Host and port, as in a target. */
    static String shown(URI agent) {
        return agent.getRawAuthority() + path(agent);
    }
}
