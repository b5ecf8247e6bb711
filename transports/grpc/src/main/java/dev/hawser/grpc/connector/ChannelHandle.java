// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import dev.hawser.cache.Handle;
import dev.hawser.endpoint.Address;
import io.grpc.Channel;

/**
 * One holder's share in a channel. To be closed once, when no call of this holder's is in flight any more.
 *
 * <p>Safe for use by any thread.
 */
public final class ChannelHandle implements AutoCloseable {

    private final Handle<Address, Line> handle;
    private volatile boolean released;

    ChannelHandle(Handle<Address, Line> handle) {
        this.handle = handle;
    }

    public Address address() {
        return handle.key();
    }

    /**
     * The channel, which others use as well; ending it is the connector's part.
     *
     * @throws IllegalStateException if the handle has been released
     */
    public Channel channel() {
        if (released) {
            throw new IllegalStateException("the handle of " + address() + " was released");
        }
        return handle.value().channel;
    }

    /** Releases the share. Only the first call does; any other changes nothing and is reported to the listener. */
    @Override
    public void close() {
        released = true;
        handle.close();
    }

    @Override
    public String toString() {
        return handle.toString();
    }
}
