// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.concurrent.atomic.AtomicInteger;

/** How busy this client keeps one endpoint, and how well it answers. Safe for use by any thread. */
public final class Load {

    private final AtomicInteger inFlight = new AtomicInteger();

    public int inFlight() {
        return inFlight.get();
    }

    public void started() {
        inFlight.incrementAndGet();
    }

    public void succeeded(long elapsedNanos, long now) {
        inFlight.decrementAndGet();
    }

    public void failed(long now) {
        inFlight.decrementAndGet();
    }

    public void cancelled(long elapsedNanos, long now) {
        inFlight.decrementAndGet();
    }
}
