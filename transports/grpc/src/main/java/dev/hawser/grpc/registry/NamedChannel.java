// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.cache.Handle;
import dev.hawser.endpoint.Address;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A name as a channel: each new call goes to where the name leads at that moment. */
final class NamedChannel extends ManagedChannel {
    /*
     * State        berth: where new calls go. usage: the calls that began under this name, and whether it is given up.
     * Who changes  handle and berth: the registry, under its lock; calls read berth without it. usage: calls, and the
     *              registry once, when the name is given up.
     * Never        waits, except awaitTermination.
     * Hot path     newCall(): read berth, enter it; refused: read again. Two compare-and-sets, one object.
     * Why it holds The registry replaces `berth` before it releases the old handle, and only that release lets the old
     *              berth refuse. So whoever is refused finds another berth when he reads again, and the loop ends. A
     *              call that was let in is counted on its berth, whose channel isn't shut down before the count is 0,
     *              so no call is lost between newCall and start. When the name is given up, `usage` is drained before
     *              the handle is released, so a berth that refuses for that reason is told from one that was replaced.
     */
    final String name;

    /** Under the registry's lock. */
    Handle<Address, Berth> handle;

    private volatile Berth berth;
    private final Usage usage = new Usage();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final GivenUp givenUp;

    NamedChannel(String name, Handle<Address, Berth> handle, GivenUp givenUp) {
        this.name = name;
        this.handle = handle;
        this.berth = handle.value();
        this.givenUp = givenUp;
    }

    Berth berth() {
        return berth;
    }

    int inFlight() {
        return usage.inside();
    }

    /** From now on there; the old handle is the caller's to release. Under the registry's lock. */
    Handle<Address, Berth> moveTo(Handle<Address, Berth> next) {
        Handle<Address, Berth> old = handle;
        handle = next;
        berth = next.value();
        return old;
    }

    /** No new calls under this name. */
    void giveUp() {
        if (usage.drain()) {
            ended.countDown();
        }
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        if (!usage.enter()) {
            return new RefusedCall<>(name, options);
        }
        Berth here = berth;
        while (!here.enter()) {
            if (usage.isDraining()) {
                exit();
                return new RefusedCall<>(name, options);
            }
            here = berth;
        }
        Berth entered = here;
        try {
            return new CountedCall<>(entered.channel.newCall(method, options), () -> leave(entered));
        } catch (RuntimeException | Error e) {
            leave(entered);
            throw e;
        }
    }

    private void leave(Berth entered) {
        entered.exit();
        exit();
    }

    private void exit() {
        if (usage.exit()) {
            ended.countDown();
        }
    }

    @Override
    public String authority() {
        return berth.channel.authority();
    }

    @Override
    public ConnectivityState getState(boolean requestConnection) {
        return isShutdown() ? ConnectivityState.SHUTDOWN : berth.channel.getState(requestConnection);
    }

    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
        berth.channel.notifyWhenStateChanged(source, callback);
    }

    @Override
    public void resetConnectBackoff() {
        berth.channel.resetConnectBackoff();
    }

    @Override
    public void enterIdle() {
        berth.channel.enterIdle();
    }

    @Override
    public ManagedChannel shutdown() {
        givenUp.giveUp(this);
        return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
        return shutdown();
    }

    @Override
    public boolean isShutdown() {
        return usage.isDraining();
    }

    @Override
    public boolean isTerminated() {
        return ended.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return ended.await(timeout, unit);
    }

    @Override
    public String toString() {
        return name + " -> " + berth.address;
    }

    /** Hears that somebody has shut the channel down. */
    @FunctionalInterface
    interface GivenUp {
        void giveUp(NamedChannel channel);
    }
}
