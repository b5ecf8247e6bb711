// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.Address;
import java.util.OptionalInt;

/**
 * What an operator does to single endpoints of a running pool, over what discovery says. It lasts until it is taken back, the
 * endpoint is removed by discovery, or the pool ends; it is not written down anywhere. Each change is told as an event.
 * Safe for use by any thread; doesn't block.
 *
 * <p>What has only one endpoint to go to, such as a registry of channels by name, can't be steered: all throw
 * {@link UnsupportedOperationException} then. On a closed pool they have no effect.
 */
public interface PoolControl {

    /**
     * Gives the endpoint no new work, whoever asks for it: if no other is left, callers wait or are refused as if all were down,
     * and told so. What it has goes on to its end, at most until the drain time-out where connections are shared. Its
     * connections are closed when nobody uses them any more, and none is opened. Its state is DRAINING. Idempotent.
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
