// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.util.List;
import java.util.OptionalDouble;

/** An endpoint as a console tells of it; rates and shares are of the last ten seconds. */
public record EndpointSeen(Fields fields) {

    public String address() {
        return fields.text("address");
    }

    /** What discovery calls it; often empty. */
    public String name() {
        return fields.text("name");
    }

    /** Its address, and its name if it has one. */
    public String label() {
        return name().isEmpty() ? address() : address() + " " + name();
    }

    /** One of the library's states of endpoints, in capitals. */
    public String state() {
        return fields.text("state");
    }

    /** Why it cannot serve; empty if it can. */
    public String why() {
        return fields.text("why");
    }

    /** Whether an operator has taken new work from it. */
    public boolean drained() {
        return fields.is("drained");
    }

    public boolean leader() {
        return fields.is("leader");
    }

    public String zone() {
        return fields.text("zone");
    }

    public long weight() {
        return fields.count("weight");
    }

    /** The weight that discovery gives, which an operator may have replaced. */
    public long discoveredWeight() {
        return (long) fields.number("discoveredWeight").orElse(weight());
    }

    public long idle() {
        return fields.count("idle");
    }

    public long busy() {
        return fields.count("busy");
    }

    public long max() {
        return fields.count("max");
    }

    public long opened() {
        return fields.count("opened");
    }

    public long connectFailures() {
        return fields.count("connectFailures");
    }

    public long inFlight() {
        return fields.count("inFlight");
    }

    public long total() {
        return fields.count("total");
    }

    public long failed() {
        return fields.count("failed");
    }

    public OptionalDouble perSecond() {
        return fields.number("perSecond");
    }

    /** Its part of the pool's calls, 0 to 1. */
    public OptionalDouble share() {
        return fields.number("share");
    }

    /** The part of its rate limit that is used, 0 to 1; absent without a limit. */
    public OptionalDouble rateUsed() {
        return fields.number("rateUsed");
    }

    /** How long it has been in its state. */
    public OptionalDouble sinceMillis() {
        return fields.number("sinceMs");
    }

    /** The latest failure that was its fault; empty if there was none. */
    public String lastError() {
        return fields.object("lastError").map(error -> error.text("message")).orElse("");
    }

    public OptionalDouble lastErrorAgoMillis() {
        return fields.object("lastError").map(error -> error.number("agoMs")).orElse(OptionalDouble.empty());
    }

    /** Calls per second, of each of the last seconds. */
    public List<Double> spark() {
        return fields.numbers("spark");
    }
}
