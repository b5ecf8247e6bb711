// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

/**
 * Hears what is done with a {@link ChannelRegistry}, after it is done.
 *
 * <p>A look-up that finds what it looks for is not told, so that listening costs nothing there. Called without any lock
 * held, on the thread that did it, and by several threads at the same time: so a listener must be quick, safe for that, and
 * must not block. It may call back into the registry. What it throws is logged and harms nothing.
 */
@FunctionalInterface
public interface RegistryListener {

    /** Hears nothing. */
    RegistryListener NONE = (operation, status) -> {};

    void onOperation(Operation operation, Status status);

    /** Both, this one first. */
    default RegistryListener and(RegistryListener other) {
        return (operation, status) -> {
            onOperation(operation, status);
            other.onOperation(operation, status);
        };
    }

    /** What was done. */
    enum Operation {
        /** {@link ChannelRegistry#register}, by whoever: the source that is followed registers, too. */
        REGISTER,
        /** {@link ChannelRegistry#unregister}, or a shutdown of the name's channel, or the end of the registry. */
        UNREGISTER,
        /** {@link ChannelRegistry#get}. */
        GET,
        /** {@link ChannelRegistry#require}. */
        REQUIRE,
        /** {@link ChannelRegistry#awaitReady}. */
        AWAIT_READY,
        /** {@link ChannelRegistry#healthCheck}, also the one that comes by itself. */
        HEALTH_CHECK,
        /** {@link ChannelRegistry#renew}. */
        RENEW
    }

    /** What became of it. */
    enum Status {
        OK,
        /** The name isn't registered. */
        NOT_FOUND,
        /** The name's connection isn't there. */
        NOT_READY,
        /** It threw. */
        FAILED
    }
}
