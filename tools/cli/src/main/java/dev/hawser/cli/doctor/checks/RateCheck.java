// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;

/** Judges a second of gentle load. Pure. */
public final class RateCheck {

    private RateCheck() {}

    /**
     * What came of it.
     *
     * @param what was done
     * @param answered or, of connections, accepted
     * @param limited refused because of too many
     * @param failed otherwise
     * @param cause of the first failure; empty if there was none
     */
    public record Burst(What what, int sent, int answered, int limited, int failed, String cause) {}

    /** What is done. A connection that is accepted is answered by the operating system; the server may be hung. */
    public enum What {
        CALLS("health calls", "answered"),
        CONNECTIONS("connections", "accepted");

        private final String many;
        private final String done;

        What(String many, String done) {
            this.many = many;
            this.done = done;
        }
    }

    public static Finding judge(Address address, double rate, Burst burst) {
        Finding.Of finding = Finding.Of.endpoint("rate", address);
        String asked = burst.sent() + " " + burst.what().many + " within a second";
        if (burst.limited() > 0) {
            return finding.fail(
                    asked + ": " + burst.limited() + " refused with RESOURCE_EXHAUSTED",
                    "the server limits rates; stay below, with RateLimit.perSecond, where it would be "
                            + burst.answered() + " or less.");
        }
        if (burst.failed() > 0) {
            return finding.fail(
                    asked + ": " + burst.failed() + " failed: " + burst.cause(),
                    "see the message and the server's log.");
        }
        String all = asked + ", all " + burst.what().done;
        return burst.sent() < (int) rate
                ? finding.warn(
                        all + "; " + (int) rate + " were wanted",
                        "this machine, or the server, is too slow for more than that one after the other.")
                : finding.ok(all);
    }
}
