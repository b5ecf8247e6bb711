// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport;
import dev.hawser.view.Setting;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Makes gRPC connections: each is a {@link ManagedChannel} of its own that is given away ready, and given up for good when
 * its connection ends. So one channel is one connection, one TLS identity, one life.
 *
 * <p>A connection that ends is reported at once: without a cause if the peer said goodbye in good order (GOAWAY), with a
 * {@link ConnectionLostException} if it broke off. The channel then connects no more on its own account. A call that had
 * been let in on it and that no server has seen is the exception: gRPC sends it over one more connection, rather than
 * fail it. After a goodbye the socket stays open until the peer or {@link #close} closes it.
 *
 * <p>An endpoint whose address is {@linkplain dev.hawser.endpoint.Address#named named} is a plain gRPC target, such as
 * {@code dns:///kv:7001} or {@code xds:///kv}. Its channel may look after a whole fleet, so it is left alone: it counts
 * as lost only when it has been shut down, and reconnects as gRPC sees fit.
 *
 * <p>No thread waits while a connection is made, and what is made does not inherit the deadline, the cancellation or
 * anything else of the {@link Context} of whoever asked. A connect that is cancelled ends its channel at once.
 *
 * <p>Not guaranteed: that a connection which is ready also works; the peer may be silent from then on. That is what
 * keepalive, checks and deadlines are for.
 *
 * <p>Safe for use by any thread. Remembers nothing of a server but that it has asked for fewer keepalive pings.
 */
public final class GrpcTransport implements SharedTransport<ManagedChannel> {

    private final Channels channels;
    private final HealthOptions health;
    private final Map<String, Setting> settings;

    public GrpcTransport(ChannelOptions options) {
        this.channels = new Channels(requireNonNull(options, "options"));
        this.health = options.health();
        this.settings = options.settings().toMap();
    }

    /**
     * Opens a channel and waits until it is ready and {@linkplain Priming primed}.
     *
     * @return fails with a {@link ConnectFailedException} that says why there is no connection
     */
    @Override
    public CompletableFuture<ManagedChannel> connect(Endpoint endpoint, Loss loss) {
        Context caller = Context.ROOT.attach();
        try {
            return new Connection(endpoint, channels.open(endpoint), loss, health.priming()).establish();
        } catch (Exception e) {
            return CompletableFuture.failedFuture(ConnectFailedException.before(endpoint, e));
        } finally {
            Context.ROOT.detach(caller);
        }
    }

    /**
     * Asks the server for its health, over this very connection: see {@link HealthOptions}. The call is not among those
     * that a pool counts.
     *
     * @return fails with an {@link UnhealthyException}; has no time-out of its own, and a {@code CompletableFuture} of it
     *     that is cancelled ends the call
     */
    @Override
    public CompletableFuture<Void> check(ManagedChannel connection) {
        return HealthCheck.ask(connection, health.service());
    }

    /**
     * A channel that isn't connected yet: it connects when it is first used, and again by itself whenever it has to. It is
     * the caller's to end.
     *
     * @throws Exception what the credentials, the factory or the customizer throws, or gRPC if it can't read the address
     */
    public ManagedChannel lazy(Endpoint endpoint) throws Exception {
        return channels.open(endpoint).channel();
    }

    @Override
    public Map<String, Setting> settings() {
        return settings;
    }

    /** Ends the channel; calls still in flight on it fail with UNAVAILABLE. */
    @Override
    public void close(ManagedChannel connection) {
        connection.shutdownNow();
    }
}
