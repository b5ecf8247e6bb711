// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A channel, and whether its connection has been lost. */
final class Line {

    final ManagedChannel channel;
    private final AtomicBoolean lost;

    Line(ManagedChannel channel, AtomicBoolean lost) {
        this.channel = channel;
        this.lost = lost;
    }

    boolean isAlive() {
        return !lost.get() && !channel.isShutdown();
    }
}
