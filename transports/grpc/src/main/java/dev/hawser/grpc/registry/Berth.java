// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.endpoint.Address;
import io.grpc.ManagedChannel;

/** The one channel to an address, and the calls that are on it. */
final class Berth {

    final Address address;
    final ManagedChannel channel;

    /** On the registry's clock. */
    final long madeAt;

    private final Usage usage = new Usage();

    Berth(Address address, ManagedChannel channel, long madeAt) {
        this.address = address;
        this.channel = channel;
        this.madeAt = madeAt;
    }

    /** Whether a call may begin here; then it must {@link #exit}. */
    boolean enter() {
        return usage.enter();
    }

    void exit() {
        if (usage.exit()) {
            channel.shutdown();
        }
    }

    /** Lets no call begin any more, and ends the channel with the last one. */
    void drain() {
        if (usage.drain()) {
            channel.shutdown();
        }
    }
}
