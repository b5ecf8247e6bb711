// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import java.time.Duration;

/** One server of a fleet, in whose process there is nothing else. */
interface FleetServer extends AutoCloseable {

    int port();

    /** How long answers take from now on. */
    void delay(Duration value);

    /** Takes no new requests, answers those it has, and ends. Returns when it has ended, or has waited long enough. */
    void drain();

    /** Ends at once. */
    @Override
    void close();
}
