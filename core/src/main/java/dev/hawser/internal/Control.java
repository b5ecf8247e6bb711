// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.PoolControl;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * An operator's orders, checked and passed on.
 *
 * @param pool its name
 * @param endpoints of the pool, which are changed
 */
public record Control(String pool, Endpoints endpoints) implements PoolControl {

    @Override
    public void drain(Address endpoint) {
        steer(endpoint, steering -> new Steering(true, steering.weight()));
    }

    @Override
    public void undrain(Address endpoint) {
        steer(endpoint, steering -> new Steering(false, steering.weight()));
    }

    @Override
    public void weigh(Address endpoint, OptionalInt weight) {
        weight.ifPresent(value -> Endpoint.of(endpoint).withWeight(value)); // which says what a weight may be
        steer(endpoint, steering -> new Steering(steering.drained(), weight));
    }

    private void steer(Address endpoint, UnaryOperator<Steering> change) {
        if (!endpoints.steer(endpoint, change)) {
            throw new IllegalArgumentException(
                    "endpoint: " + endpoint + " (expected: one that pool '" + pool + "' knows from its discovery)");
        }
    }

    /** A pool's side of it. */
    @FunctionalInterface
    public interface Endpoints {

        /** False if discovery doesn't know the endpoint. Does nothing to a closed pool. */
        boolean steer(Address endpoint, UnaryOperator<Steering> change);
    }
}
