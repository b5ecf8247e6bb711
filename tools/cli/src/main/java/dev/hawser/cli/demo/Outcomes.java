// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.endpoint.Address;

/** Hears how each request ended: exactly one of these for each. Called by any thread. */
interface Outcomes {

    /** It was answered, so long after it was sent. */
    void answered(Address server, long nanos);

    /** It was given to a server and not answered. */
    void failed(Address server, Throwable cause);

    /** No server took it. */
    void refused(Throwable cause);
}
