// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.util.List;
import java.util.OptionalDouble;

/** A pool as a console tells of it; rates and latencies are of the last ten seconds. */
public record PoolSeen(Fields fields) {

    /** The pools of an answer. */
    public static List<PoolSeen> allOf(Fields answer) {
        return answer.objects("pools").stream().map(PoolSeen::new).toList();
    }

    public String name() {
        return fields.text("name");
    }

    /** {@code UP}, {@code DEGRADED}, {@code DOWN} or {@code CLOSED}. */
    public String state() {
        return fields.text("state");
    }

    /** Where its endpoints come from. */
    public String source() {
        return fields.object("source").map(source -> source.text("words")).orElse("");
    }

    /** How old the source's last good answer is. */
    public OptionalDouble sourceAgeMillis() {
        return fields.object("source").map(source -> source.number("ageMs")).orElse(OptionalDouble.empty());
    }

    /** Why the source's latest answer was not used; empty if it was. */
    public String sourceProblem() {
        return fields.object("source").map(source -> source.text("problem")).orElse("");
    }

    public long waiting() {
        return fields.count("waiting");
    }

    public long total() {
        return fields.count("total");
    }

    public long failed() {
        return fields.count("failed");
    }

    public long refused() {
        return fields.count("refused");
    }

    public OptionalDouble perSecond() {
        return fields.number("perSecond");
    }

    public OptionalDouble successPercent() {
        return fields.number("successPercent");
    }

    public OptionalDouble p50Millis() {
        return fields.number("p50Ms");
    }

    public OptionalDouble p99Millis() {
        return fields.number("p99Ms");
    }

    public List<EndpointSeen> endpoints() {
        return fields.objects("endpoints").stream().map(EndpointSeen::new).toList();
    }

    /** Leases that are out, or calls that have not ended. */
    public long inFlight() {
        return endpoints().stream().mapToLong(EndpointSeen::inFlight).sum();
    }

    /** How many endpoints have a connection and are used. */
    public long up() {
        return endpoints().stream().filter(e -> e.state().equals("UP")).count();
    }
}
