// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.pool.Lease;
import java.util.concurrent.CompletableFuture;

/** Somebody who asked for a lease. */
final class Caller {

    final int number;
    final long since;
    final long deadline;
    CompletableFuture<Lease<Link>> future = new CompletableFuture<>();

    /** Whether it had to queue. */
    boolean waited;

    /** Whether it was served after the latest check. */
    boolean served;

    Caller(int number, long since, long deadline) {
        this.number = number;
        this.since = since;
        this.deadline = deadline;
    }

    @Override
    public String toString() {
        return "caller " + number;
    }
}
