// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.endpoint.Unavailable;
import java.time.Duration;

/** How connecting to one endpoint has gone. Under the pool's lock. */
final class Reach {

    private int failures;
    private long failedInAll;
    private long downSince;
    private long retryAt;
    private Throwable cause = new IllegalStateException("never failed");

    void failed(Throwable problem, long now, long backoffNanos) {
        long then = now + backoffNanos;
        retryAt = isBackingOff(now) && retryAt - then > 0 ? retryAt : then; // two reasons: the longer one counts
        if (failures == 0) {
            downSince = now;
        }
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        failedInAll++;
        cause = problem;
    }

    /** Connected, or the failure is of no interest any more. */
    void forgive() {
        failures = 0;
    }

    /** In a row. */
    int failures() {
        return failures;
    }

    long failedInAll() {
        return failedInAll;
    }

    boolean isBackingOff(long now) {
        return failures > 0 && retryAt - now > 0;
    }

    long retryAt() {
        return retryAt;
    }

    /** The latest failure in words; meaningful while there are failures. */
    Unavailable down(long now) {
        return new Unavailable.Down(
                Duration.ofNanos(now - downSince), failures, cause, Duration.ofNanos(Math.max(0, retryAt - now)));
    }
}
