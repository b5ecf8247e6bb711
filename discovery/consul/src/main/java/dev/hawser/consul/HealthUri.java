// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What is asked, as a URI. Holds no token: URIs are logged, by us and by everybody on the way. */
final class HealthUri {
    private final String path;
    private final String query;
    private final String wait;

    HealthUri(String service, ConsulOptions options) {
        path = "/v1/health/service/" + encoded(service);
        query = query(options.query());
        wait = "&wait=" + options.watch().maxWait().toMillis() + "ms";
    }

    private static String query(ServiceQuery query) {
        StringBuilder text = new StringBuilder();
        // Without it the warning ones come as well, and the critical ones, which are dropped here.
        if (query.health() == InstanceHealth.PASSING_ONLY) {
            text.append("&passing=true");
        }
        switch (query.consistency()) {
            case DEFAULT -> text.append("");
            case STALE -> text.append("&stale");
            case CACHED -> text.append("&cached");
        }
        query.datacenter().ifPresent(value -> append(text, "dc", value));
        query.namespace().ifPresent(value -> append(text, "ns", value));
        query.tags().forEach(value -> append(text, "tag", value));
        query.filter().ifPresent(value -> append(text, "filter", value));
        query.near().ifPresent(value -> append(text, "near", value));
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append('&').append(name).append('=').append(encoded(value));
    }

    /** As both a path and a query take it: a space is %20, not a plus. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    URI of(URI agent, long index) {
        String all = index > 0 ? query + "&index=" + index + wait : query;
        String place = agent.getScheme() + "://" + agent.getRawAuthority() + AgentUri.path(agent) + path;
        return URI.create(all.isEmpty() ? place : place + "?" + all.substring(1));
    }
}
