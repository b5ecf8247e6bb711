// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.tls.TlsWords;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to look at, checked.
 *
 * @param topic of the target, for hints
 * @param timeout for resolving, and for each step with each endpoint
 * @param most endpoints to look at
 * @param service whose health is asked for; empty for the server as a whole
 * @param rate calls or connections in a second; absent does not try
 * @param keepAlive the interval of pings that the user plans; absent sends a few at once
 */
record DoctorPlan(
        String topic,
        Duration timeout,
        int most,
        Protocol protocol,
        Security security,
        String service,
        OptionalDouble rate,
        Optional<Duration> keepAlive) {

    /** What is spoken: the names are what users type. */
    enum Protocol {
        /** Found out by asking. */
        auto,
        tcp,
        grpc
    }

    /** Whether it is spoken over TLS, and with what. */
    record Security(Mode mode, TlsWords.Choice choice) {

        enum Mode {
            /** Found out by asking. */
            AUTO,
            TLS,
            PLAINTEXT
        }
    }
}
