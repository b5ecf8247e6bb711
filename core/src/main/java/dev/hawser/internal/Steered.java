// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.EndpointView.Steering;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * An endpoint as discovery describes it, and what an operator laid over that. The overlay stays through any number of
 * descriptions, until it is {@linkplain #forget forgotten}.
 *
 * <p>Changed under the pool's lock; may be read by any thread.
 */
public final class Steered {

    private volatile Endpoint discovered;
    private volatile Steering steering = Steering.NONE;
    private volatile Endpoint endpoint;

    public Steered(Endpoint discovered) {
        this.discovered = discovered;
        this.endpoint = discovered;
    }

    /** With the weight that counts. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** As discovery says. */
    public Endpoint discovered() {
        return discovered;
    }

    public Steering steering() {
        return steering;
    }

    public boolean isDrained() {
        return steering.drained();
    }

    /** Discovery says something else about the same address. */
    public void describe(Endpoint described) {
        discovered = described;
        overlay(steering);
    }

    /** Discovery doesn't know the endpoint any more: should it come back, it comes back as it was found. */
    public void forget() {
        overlay(Steering.NONE);
    }

    /** @return what that changed, in words; empty if nothing */
    public Optional<String> steer(UnaryOperator<Steering> change) {
        Steering before = steering;
        Steering after = change.apply(before);
        overlay(after);
        if (before.drained() != after.drained()) {
            return Optional.of(after.drained() ? "drained by an operator" : "no longer drained");
        }
        return before.equals(after) ? Optional.empty() : Optional.of(inWords(after.weight()));
    }

    private String inWords(OptionalInt weight) {
        int usual = discovered.weight();
        return weight.isPresent()
                ? "weight " + weight.getAsInt() + " instead of " + usual
                : "weight " + usual + " again, as discovery says";
    }

    private void overlay(Steering over) {
        steering = over;
        endpoint =
                over.weight().isPresent() ? discovered.withWeight(over.weight().getAsInt()) : discovered;
    }
}
