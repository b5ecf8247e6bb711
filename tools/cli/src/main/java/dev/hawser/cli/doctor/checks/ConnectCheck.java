// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/** Judges an attempt to connect. Pure. */
public final class ConnectCheck {

    /** After a second TCP sends its first packet again, so whatever takes longer has lost one. */
    private static final Duration RESENT = Duration.ofSeconds(1);

    private ConnectCheck() {}

    public static Finding connected(Address address, Duration took) {
        Finding.Of finding = Finding.Of.endpoint("connect", address);
        String text = "in " + Text.of(took);
        return took.compareTo(RESENT) >= 0
                ? finding.warn(text, "a packet was lost, or the server's backlog of connections is full.")
                : finding.ok(text);
    }

    public static Finding failed(Address address, IOException cause, Duration took) {
        Finding.Of finding = Finding.Of.endpoint("connect", address);
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof UnknownHostException) {
            return finding.fail("the host is not known here", "its name does not resolve on this machine.");
        }
        if (cause instanceof SocketTimeoutException) {
            return finding.fail(
                    "no answer within " + Text.of(took),
                    "the host is down, or a firewall drops packets; --timeout waits longer.");
        }
        if (cause instanceof ConnectException && message.contains("refused")) {
            return finding.fail(
                    "refused after " + Text.of(took),
                    "the host is up and nothing listens on port " + address.port()
                            + ": is the server running, and on all interfaces?");
        }
        if (cause instanceof NoRouteToHostException || message.contains("unreachable")) {
            return finding.fail(
                    Text.of(cause),
                    "there is no way there from this machine, or a firewall says so: check the network.");
        }
        return finding.fail(Text.of(cause), "see the message; it is the operating system's.");
    }
}
