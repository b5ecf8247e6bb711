// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

/** How often one endpoint may be used. Stub. */
public record RateLimit(long periodNanos, int burst) {

    public static RateLimit none() {
        return new RateLimit(0, 1);
    }

    public static RateLimit perSecond(double rate) {
        return new RateLimit(Math.round(1e9 / rate), 1);
    }

    public boolean isNone() {
        return periodNanos == 0;
    }
}
