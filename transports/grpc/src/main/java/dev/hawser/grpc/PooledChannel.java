// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Setting;
import dev.hawser.view.Viewed;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A channel to a whole fleet: every stub works over it as over any other {@link ManagedChannel}, and its calls are spread
 * over the endpoints that discovery finds, over as many connections to each as they need.
 *
 * <p>A call that fails is tried again at another endpoint, if it is proven that no server has processed it, or if it may run
 * twice: because {@link CallSettings#IDEMPOTENCE} says so, {@link PooledChannelBuilder#idempotent} or the method's
 * {@code idempotency_level}. Once a response has begun, there is no other attempt. A call that fails for good
 * has a {@link CallFailedException} as its status' cause, which lists the attempts, and the trailers {@code hawser-attempts}
 * and {@code hawser-outcome}.
 *
 * <p>A call is counted at an endpoint from its start to its end. While no connection is there, it waits: until its deadline, or
 * until every endpoint is down; with {@code waitForReady}, beyond that. What it has sent meanwhile is kept.
 *
 * <p>A unary call without a deadline gets one of {@link PooledChannelBuilder#DEFAULT_DEADLINE}; a stream does not.
 *
 * <p>A blocking stub's iterator that nobody reads to its end keeps its call in flight, and its place on a connection, as with
 * any channel: end its {@link io.grpc.Context}, or give it a deadline.
 *
 * <p>Not guaranteed: that a call which is not idempotent ends with anything better than "unknown" when its connection breaks.
 *
 * <p>Safe for use by any thread. To be closed by its owner.
 *
 * <pre>{@code
 * try (PooledChannel channel = PooledChannel.to("dns:///greeter:7000").build()) {
 *     GreeterGrpc.newBlockingStub(channel).hello(request);
 * }
 * }</pre>
 */
public final class PooledChannel extends ManagedChannel implements AutoCloseable, Viewed {
    private final Calls calls;
    private final Channel entry;
    private final String authority;
    private final Duration closeTimeout;
    private final ChannelState state;
    private final Termination termination;
    private final Map<String, Setting> settings;

    PooledChannel(Parts parts) {
        this.calls = parts.calls();
        this.entry = parts.entry();
        this.authority = parts.authority();
        this.closeTimeout = parts.closeTimeout();
        this.state = parts.state();
        this.termination = parts.termination();
        this.settings = parts.settings();
    }

    /**
     * A channel to what the target describes, such as {@code dns:///kv:7001} or {@code static:10.0.0.1:7001}: see
     * {@link dev.hawser.discovery.targets.Targets}. What only gRPC knows, such as {@code unix:/run/kv.sock} or {@code
     * xds:///kv}, becomes a single endpoint, as with {@link #plain}.
     *
     * @throws IllegalArgumentException if neither knows it
     */
    public static PooledChannelBuilder to(String target) {
        return PlainTargets.parse(target);
    }

    /** A channel to a gRPC target that gRPC itself resolves and watches: a single endpoint to this pool. */
    public static PooledChannelBuilder plain(String grpcTarget) {
        return PlainTargets.plain(grpcTarget);
    }

    /** A channel to the endpoints that this discovery finds. */
    public static PooledChannelBuilder over(Discovery discovery) {
        return new PooledChannelBuilder(discovery, discovery.describe());
    }

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> newCall(MethodDescriptor<ReqT, RespT> method, CallOptions options) {
        return entry.newCall(method, options);
    }

    /**
     * A channel to that endpoint and no other, over the same connections. Its calls get one attempt, unless
     * {@link CallSettings#RETRY} says otherwise. Lives as long as this channel; a call to an endpoint that discovery doesn't
     * know fails, and so does one to an endpoint that an operator has drained, unless it is to wait until it is ready.
     */
    public Channel at(Address endpoint) {
        return new BoundChannel(calls, Choice.only(endpoint), RetryPolicy.never(), endpoint.toString());
    }

    /**
     * Whether there is no reason to keep calls from an endpoint: no operator has drained it, and its health is trusted, or it is
     * time for one call to try it. Meant for whoever chooses among endpoints and then calls {@link #at}, which tries any. Takes no lock.
     */
    public boolean admits(Address endpoint) {
        return calls.pool().admits(endpoint);
    }

    /** Whether an operator has drained that endpoint. Takes no lock. */
    public boolean isDrained(Address endpoint) {
        return calls.pool().isDrained(endpoint);
    }

    @Override
    public PoolView view() {
        PoolView seen = calls.pool().view();
        Use use = seen.use().plusRetried(calls.retries()).withRetryBudget(calls.budgetLevel());
        return seen.withUse(use).withSettings(settings);
    }

    @Override
    public PoolControl control() {
        return calls.pool().control();
    }

    /** Like {@link #isShutdown}. */
    @Override
    public boolean isClosed() {
        return isShutdown();
    }

    /** How endpoints and connections stand. */
    public SharedPoolSnapshot snapshot() {
        return calls.pool().snapshot();
    }

    /**
     * Tells the channel's listeners and its log of something that the channel can't know, such as a change of leader: for
     * those who build upon a channel. Doesn't wait for the listeners; does nothing once the channel's end has been told.
     */
    public void tell(PoolEvent event) {
        calls.pool().tell(event);
    }

    /** The channel option's, or else the target's name; what a server is asked for is decided per endpoint. */
    @Override
    public String authority() {
        return authority;
    }

    /** Takes no new calls. Those that there are end in their own time, also those that wait for a connection. */
    @Override
    public PooledChannel shutdown() {
        termination.begin();
        return this;
    }

    /** Ends everything at once: calls fail with UNAVAILABLE. */
    @Override
    public PooledChannel shutdownNow() {
        termination.force();
        return this;
    }

    @Override
    public boolean isShutdown() {
        return calls.admission() != Calls.Admission.OPEN;
    }

    @Override
    public boolean isTerminated() {
        return termination.isOver();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return termination.await(timeout, unit);
    }

    /**
     * {@link #shutdown}, then {@link #shutdownNow} if calls have not ended after the builder's close time-out. Idempotent. If
     * interrupted, it ends everything at once, and the thread stays interrupted.
     */
    @Override
    public void close() {
        shutdown();
        try {
            if (!awaitTermination(closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                shutdownNow();
                termination.await(closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Of all endpoints the best: READY if one is connected, else CONNECTING if one is being connected to, else
     * TRANSIENT_FAILURE if all are down, else IDLE.
     *
     * @param requestConnection whether to connect to every endpoint, if there is no connection
     */
    @Override
    public ConnectivityState getState(boolean requestConnection) {
        return state.get(requestConnection);
    }

    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
        state.notifyWhenChanged(source, callback);
    }

    /** Tries to connect to every endpoint that isn't connected, whatever its backoff. */
    @Override
    public void resetConnectBackoff() {
        calls.pool().connectAll();
    }

    /** Does nothing: connections that are not used are closed one by one. */
    @Override
    public void enterIdle() {}

    @Override
    public String toString() {
        return "PooledChannel[" + calls.means().name() + ", " + authority + "]";
    }

    /** What a builder puts together. */
    record Parts(
            Calls calls,
            Channel entry,
            String authority,
            Duration closeTimeout,
            ChannelState state,
            Termination termination,
            Map<String, Setting> settings) {}
}
