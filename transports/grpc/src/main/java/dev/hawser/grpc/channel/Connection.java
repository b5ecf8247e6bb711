// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport.Loss;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** A channel on its way to its connection, and then watched until that ends. */
final class Connection {
    /*
     * State        Connecting ─READY→ priming ─primed→ established ─left READY→ lost
     *                   │                └─failed, cancelled→ failed
     *                   ├─TRANSIENT_FAILURE→ failed, as soon as the channel has said why
     *                   └─cancelled→ failed
     * Who changes  The channel's own states are gRPC's. Ours is `result`, completed once, by whoever is first.
     * Never        waits; tells of a loss before `result` is complete with the channel.
     * Hot path     none: a few callbacks in the life of a channel.
     * Why it holds notifyWhenStateChanged(s) fires at once if the state is not s any more, so no change after the
     *              look at the state is missed. Only the last callback registers the next, so there is one at a time.
     *              Any failure of `result`, a cancel by the pool included, shuts the channel down; a channel that
     *              gets ready after that completes nothing.
     */

    private final Endpoint endpoint;
    private final ManagedChannel channel;
    private final Loss loss;
    private final boolean fleet;
    private final Priming priming;
    private final CompletableFuture<ManagedChannel> result = new CompletableFuture<>();

    Connection(Endpoint endpoint, ManagedChannel channel, Loss loss, Priming priming) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.loss = loss;
        this.priming = priming;
        this.fleet = Channels.isNamed(endpoint.address());
    }

    CompletableFuture<ManagedChannel> establish() {
        var unused = result.whenComplete((ready, failure) -> {
            if (failure != null) {
                channel.shutdownNow();
            }
        });
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.IDLE) {
            channel.notifyWhenStateChanged(state, this::onChange);
        } else {
            onChange();
        }
        return result;
    }

    private void onChange() {
        ConnectivityState state = channel.getState(fleet);
        switch (state) {
            case READY -> prime();
            case TRANSIENT_FAILURE -> FailureProbe.ask(channel, this::onFailure);
            case SHUTDOWN -> fail(Status.CANCELLED.withDescription("the channel was shut down"));
            case CONNECTING -> channel.notifyWhenStateChanged(state, this::onChange);
            case IDLE -> onIdle();
        }
    }

    /** Idle once more means that it has connected and lost that connection before we could look. */
    private void onIdle() {
        if (fleet) {
            channel.notifyWhenStateChanged(ConnectivityState.IDLE, this::onChange);
        } else {
            fail(Status.UNAVAILABLE.withDescription("the connection ended as soon as it was made"));
        }
    }

    private void onFailure(Status status) {
        if (channel.getState(false) == ConnectivityState.READY) {
            prime();
        } else {
            fail(status);
        }
    }

    private void prime() {
        Context caller = Context.ROOT.attach();
        try {
            var unused = priming.prime(channel).whenComplete((primed, failure) -> {
                if (failure == null) {
                    established();
                } else {
                    notPrimed(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            notPrimed(e);
        } finally {
            Context.ROOT.detach(caller);
        }
    }

    private void notPrimed(Throwable failure) {
        result.completeExceptionally(ConnectFailedException.unprimed(endpoint, failure));
    }

    private void fail(Status status) {
        result.completeExceptionally(ConnectFailedException.because(endpoint, status));
    }

    private void established() {
        if (result.complete(channel)) {
            watch(ConnectivityState.READY);
        }
    }

    private void watch(ConnectivityState state) {
        channel.notifyWhenStateChanged(state, () -> {
            ConnectivityState now = channel.getState(false);
            if (fleet && now != ConnectivityState.SHUTDOWN) {
                watch(now);
            } else {
                loss.lost(null);
            }
        });
    }
}
