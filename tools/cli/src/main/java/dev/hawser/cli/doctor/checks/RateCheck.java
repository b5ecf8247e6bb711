// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;

/** Judges a second of gentle load. Pure. */
public final class RateCheck {

    private RateCheck() {}

    /**
     * What came of it.
     *
     * @param what was done: {@code health calls}, {@code connections}
     * @param limited refused because of too many
     * @param failed otherwise
     * @param cause of the first failure; empty if there was none
     */
    public record Burst(String what, int sent, int answered, int limited, int failed, String cause) {}

    public static Finding judge(Address address, double rate, Burst burst) {
        Finding.Of finding = Finding.Of.endpoint("rate", address);
        String asked = burst.sent() + " " + burst.what() + " within a second";
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
        return burst.sent() < (int) rate
                ? finding.warn(
                        asked + ", all answered; " + (int) rate + " were wanted",
                        "this machine, or the server, is too slow for more than that one after the other.")
                : finding.ok(asked + ", all answered");
    }
}
