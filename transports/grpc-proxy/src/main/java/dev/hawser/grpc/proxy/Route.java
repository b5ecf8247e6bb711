// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import static java.util.Objects.requireNonNull;

import dev.hawser.grpc.connector.ChannelHandle;
import io.grpc.Channel;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where one call goes, and what to give back when it has ended. The proxy releases each route exactly once. */
public final class Route {

    private final Channel channel;
    private final Runnable release;
    private final AtomicBoolean released = new AtomicBoolean();

    private Route(Channel channel, Runnable release) {
        this.channel = requireNonNull(channel, "channel");
        this.release = requireNonNull(release, "release");
    }

    /** Over a channel that the call shares, and that is released when the call has ended. */
    public static Route over(ChannelHandle handle) {
        return new Route(handle.channel(), handle::close);
    }

    /** Over a channel that somebody else looks after. */
    public static Route over(Channel channel) {
        return new Route(channel, () -> {});
    }

    /** Over a channel; {@code release} runs when the call has ended, on whatever thread ends it. */
    public static Route over(Channel channel, Runnable release) {
        return new Route(channel, release);
    }

    Channel channel() {
        return channel;
    }

    void release() {
        if (released.compareAndSet(false, true)) {
            release.run();
        }
    }
}
