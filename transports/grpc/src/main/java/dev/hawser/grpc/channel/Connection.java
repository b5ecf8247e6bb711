// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport.Loss;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

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
     * Why it holds notifyWhenStateChanged(s) fires at once if the state is not s any more, so a change after the look
     *              at the state is missed only if it leads back to s. From READY, CONNECTING and TRANSIENT_FAILURE it
     *              does so over another connection, which then is the one we wait for. From IDLE it does so over a
     *              connection that was lost at once, with nothing to follow: hence registered first, woken second.
     *              Only the last callback registers the next, so there is one at a time.
     *              Any failure of `result`, a cancel by the pool included, shuts the channel down; a channel that
     *              gets ready after that completes nothing.
     */

    private final Endpoint endpoint;
    private final ManagedChannel channel;
    private final DisconnectReason reason;
    private final Loss loss;
    private final boolean fleet;
    private final Priming priming;
    private final AtomicBoolean told = new AtomicBoolean();
    private final CompletableFuture<ManagedChannel> result = new CompletableFuture<>();

    Connection(Endpoint endpoint, Channels.Opened opened, Loss loss, Priming priming) {
        this.endpoint = endpoint;
        this.channel = opened.channel();
        this.reason = opened.reason();
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
        wake();
        return result;
    }

    private void wake() {
        channel.notifyWhenStateChanged(ConnectivityState.IDLE, this::onChange);
        var unused = channel.getState(true);
    }

    private void onChange() {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case READY -> prime();
            case TRANSIENT_FAILURE -> askWhy();
            case SHUTDOWN -> fail(Status.CANCELLED.withDescription("the channel was shut down"));
            case CONNECTING -> channel.notifyWhenStateChanged(state, this::onChange);
            case IDLE -> onIdle();
        }
    }

    /** Idle once more means that it has connected and lost that connection before we could look. */
    private void onIdle() {
        if (fleet) {
            wake();
        } else {
            fail(Status.UNAVAILABLE.withDescription("the connection ended as soon as it was made"));
        }
    }

    private void askWhy() {
        try {
            FailureProbe.ask(channel, this::onFailure);
        } catch (RuntimeException | Error e) {
            // An interceptor of the customizer's that does not like such a call; the attempt ends all the same.
            fail(Status.UNAVAILABLE
                    .withDescription("there is no connection, and asking why failed")
                    .withCause(e));
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
                // The reason is noted just after the state has changed, in the same turn of the channel's queue. One
                // more round through that queue comes after it; of two different states the channel is not in one.
                channel.notifyWhenStateChanged(ConnectivityState.READY, this::lost);
                channel.notifyWhenStateChanged(ConnectivityState.SHUTDOWN, this::lost);
            }
        });
    }

    private void lost() {
        if (told.compareAndSet(false, true)) {
            Optional<String> fault = reason.fault();
            loss.lost(fault.isPresent() ? new ConnectionLostException(endpoint, fault.get()) : null);
        }
    }
}
