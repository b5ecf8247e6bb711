// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * An answer that can be used.
 *
 * @param health what it says
 * @param meta what the rules of asking want to know of it
 * @param lastContact how long ago the server that answered had heard of the leader
 * @param leaderKnown whether it knew one
 */
record Answer(HealthAnswer health, QueryLoop.Answered meta, Duration lastContact, boolean leaderKnown) {

    static final String INDEX = "X-Consul-Index";
    static final String FILTERED = "X-Consul-Results-Filtered-By-ACLs";
    private static final String LEADER_KNOWN = "X-Consul-KnownLeader";
    private static final String LAST_CONTACT = "X-Consul-LastContact";

    static Answer of(HealthAnswer health, HttpHeaders headers, long hungNanos, long readNanos) {
        QueryLoop.Answered meta = new QueryLoop.Answered(number(headers, INDEX), hungNanos, readNanos);
        Duration lastContact = Duration.ofMillis(number(headers, LAST_CONTACT).orElse(0));
        return new Answer(health, meta, lastContact, !"false".equalsIgnoreCase(text(headers, LEADER_KNOWN)));
    }

    static String text(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Absent as well if it is no number, or one that no {@code long} holds. */
    static OptionalLong number(HttpHeaders headers, String name) {
        try {
            return OptionalLong.of(Long.parseLong(text(headers, name).strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
