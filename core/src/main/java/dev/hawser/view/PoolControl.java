// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.Address;
import java.util.OptionalInt;

/**
 * What an operator does to single endpoints of a running pool, over what discovery says. It lasts until it is taken back, the
 * endpoint is removed by discovery, or the pool ends; it is not written down anywhere. Each change is told as an event.
 * Safe for use by any thread; doesn't block.
 */
public interface PoolControl {

    /**
     * Gives the endpoint no new work; what it has goes on to its end. Idempotent.
     *
     * @throws IllegalArgumentException if discovery doesn't know the endpoint
     */
    void drain(Address endpoint);

    /**
     * Takes back {@link #drain}. Idempotent.
     *
     * @throws IllegalArgumentException if discovery doesn't know the endpoint
     */
    void undrain(Address endpoint);

    /**
     * Weighs the endpoint differently than discovery does; no connection is touched.
     *
     * @param weight in place of discovery's; empty takes the override back
     * @throws IllegalArgumentException if discovery doesn't know the endpoint, or no endpoint may have that weight
     */
    void weigh(Address endpoint, OptionalInt weight);
}
