// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.failover.HedgeDelay;
import dev.hawser.failover.HedgingOptions;

/**
 * When slow calls ask another endpoint beside.
 *
 * @param maxHedges how many others, one after another
 * @param delay before each of them; learns from all hedged calls of the channel
 */
record Hedging(int maxHedges, HedgeDelay delay) {

    static Hedging of(HedgingOptions options, long now) {
        return new Hedging(options.maxHedges(), new HedgeDelay(options, now));
    }
}
