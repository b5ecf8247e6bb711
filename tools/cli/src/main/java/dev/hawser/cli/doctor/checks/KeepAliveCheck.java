// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.cli.doctor.wire.Pings;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges how a server took pings without calls. Pure.
 *
 * <p>What a few pings one after the other can tell: a server that puts up with them limits nothing, and one that says
 * GOAWAY limits something. They cannot tell how long an interval it would permit; only pings at that interval can, which
 * is what {@code --keepalive} is for.
 */
public final class KeepAliveCheck {

    private KeepAliveCheck() {}

    /** @param planned the interval that the user has in mind; absent if the pings came one after the other */
    public static Finding judge(Address address, Pings.Outcome seen, Optional<Duration> planned) {
        Finding.Of finding = Finding.Of.endpoint("keepalive", address);
        String pings = seen.sent() + " pings without calls"
                + planned.map(p -> ", one every " + Text.of(p)).orElse("");
        if (seen.goodbye().isPresent()) {
            Pings.Goodbye goodbye = seen.goodbye().get();
            if (goodbye.code() != Pings.Goodbye.ENHANCE_YOUR_CALM) {
                String text = "the server said goodbye (GOAWAY, code " + goodbye.code() + ") meanwhile";
                return finding.warn(text, "for another reason, a restart for example; try again.");
            }
            String words = goodbye.words().isEmpty() ? "" : " " + goodbye.words();
            String text = "GOAWAY ENHANCE_YOUR_CALM" + words + " after " + pings;
            return planned.isPresent()
                    ? finding.fail(text, tooOften(planned.get()))
                    : finding.ok("it limits pings: " + text, mayBeTooOften());
        }
        if (seen.broken().isPresent()) {
            return finding.warn(
                    pings + ", " + seen.answered() + " answered: "
                            + seen.broken().get(),
                    "a proxy that knows no pings may be between; keepalive would end good connections.");
        }
        return planned.isPresent()
                ? finding.ok("it permits " + pings)
                : finding.ok(pings + " at once, all answered: no limit seen");
    }

    private static String tooOften(Duration planned) {
        return "with keepalive every " + Text.of(planned)
                + " without calls the server ends each connection as too noisy:"
                + " ping less often, or not without calls; or permit it there (grpc-java: permitKeepAliveTime,"
                + " permitKeepAliveWithoutCalls).";
    }

    private static String mayBeTooOften() {
        return "as most servers do (grpc-java's default: one in 5 minutes during calls, one in 2 hours without). Hawser's"
                + " default, no pings without calls, is fine; test another interval with --keepalive TIME.";
    }
}
