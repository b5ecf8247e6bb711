// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.Map;
import java.util.Optional;

/**
 * What a server serves, and to whom.
 *
 * @param port to listen at; 0 for any that is free
 * @param token that has to be shown, if there is one
 * @param actions whether routes that change something work
 * @param routes by their paths
 * @param assets the page and its files
 */
public record ServerOptions(
        int port, Optional<String> token, boolean actions, Map<String, Route> routes, Assets assets) {

    public ServerOptions {
        routes = Map.copyOf(routes);
    }

    @Override
    public String toString() {
        return "port=" + port + ", token=" + (token.isPresent() ? "***" : "none") + ", actions=" + actions + ", paths="
                + routes.keySet();
    }
}
