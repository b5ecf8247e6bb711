// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import dev.hawser.endpoint.Address;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Dials when it is told to, and keeps a record. Its channels lead nowhere. */
final class ScriptedDialer implements Dialer {

    final List<Address> addresses = new CopyOnWriteArrayList<>();
    final List<CompletableFuture<ManagedChannel>> dials = new CopyOnWriteArrayList<>();
    final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();

    /** Answers at once, until told otherwise. */
    volatile boolean prompt = true;

    @Override
    public CompletionStage<ManagedChannel> dial(Address address) {
        CompletableFuture<ManagedChannel> dial = new CompletableFuture<>();
        addresses.add(address);
        dials.add(dial);
        if (prompt) {
            dial.complete(channel());
        }
        return dial;
    }

    ManagedChannel channel() {
        ManagedChannel channel =
                InProcessChannelBuilder.forName("nowhere-" + channels.size()).build();
        channels.add(channel);
        return channel;
    }

    /** Ends the n-th dial, counted from 0. */
    void succeed(int dial) {
        dials.get(dial).complete(channel());
    }

    boolean isShutdown(int channel) {
        return channels.get(channel).isShutdown();
    }
}
