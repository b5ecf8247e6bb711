// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import static java.util.Objects.requireNonNull;

import dev.hawser.cache.CacheClosedException;
import dev.hawser.cache.CacheEvent;
import dev.hawser.cache.CacheFullException;
import dev.hawser.cache.CacheListener;
import dev.hawser.cache.CacheSnapshot;
import dev.hawser.cache.CacheTimeoutException;
import dev.hawser.cache.Handle;
import dev.hawser.cache.LoadFailedException;
import dev.hawser.cache.SharedCache;
import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelDrain;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Channels by address, shared by all who ask for the same one: dialled once, counted, closed when nobody has used them
 * for a while.
 *
 * <p>Each {@link #connect} gives a handle of its own on the channel to that address, which is dialled if there is none; all
 * who ask meanwhile share the dial, each with a time limit of his own. The channel is connected when it is handed over. A
 * handle is released once, by closing it. A channel whose connection ended is not handed out any more, and the next
 * {@code connect} dials anew; those who hold it finish their calls.
 *
 * <p>Two ticks without a holder close a channel: call {@link #expire()} at a pace that suits, or let
 * {@link CachingConnectorBuilder#tick} do it.
 *
 * <p>Not guaranteed: that a channel works, or stays connected, in the hands of its holder.
 *
 * <p>Safe for use by any thread. Blocking calls park the thread, so they suit virtual threads, and can be interrupted.
 *
 * <pre>{@code
 * try (ChannelHandle handle = connector.connect("10.0.0.1:50051")) {
 *     GreeterGrpc.newBlockingStub(handle.channel()).greet(request);
 * }
 * }</pre>
 */
public final class CachingConnector implements AutoCloseable {

    private final SharedCache<Address, Line> cache;
    private final ChannelDrain drain;
    private final Duration drainTimeout;
    private final Time time;
    private final Optional<SystemTime> ownTime;
    private volatile Time.Scheduled nextTick = () -> {};
    private volatile boolean closed;

    CachingConnector(CachingConnectorBuilder chosen) {
        ownTime = chosen.time.isPresent() ? Optional.empty() : Optional.of(new SystemTime(chosen.name));
        time = chosen.time.isPresent() ? chosen.time.get() : ownTime.orElseThrow();
        drainTimeout = chosen.drainTimeout;
        drain = new ChannelDrain(drainTimeout, time);
        LineLoader loader = new LineLoader(chosen.dialing, drain, this::onLost);
        cache = new SharedCache<>(
                "connector '" + chosen.name + "'", loader, chosen.cache, heardBy(chosen.listener), time);
        chosen.tick.ifPresent(this::tickEvery);
    }

    /** A connector with defaults for everything but how connections are made. */
    public static CachingConnector of(ChannelOptions options) {
        return builder(options).build();
    }

    public static CachingConnectorBuilder builder(ChannelOptions options) {
        return new CachingConnectorBuilder(LineLoader.Dialing.over(new GrpcTransport(options)));
    }

    /** A connector that opens its channels in a way of one's own. */
    public static CachingConnectorBuilder builder(Dialer dialer) {
        return new CachingConnectorBuilder(LineLoader.Dialing.by(requireNonNull(dialer, "dialer")));
    }

    /** Like {@link #connect(Address)}, from {@code host:port}. */
    public ChannelHandle connect(String address) throws InterruptedException {
        return connect(Address.parse(address));
    }

    /**
     * Takes a share in the channel to an address, and waits for it as long as the dial may take.
     *
     * @return a handle, to be closed once
     * @throws LoadFailedException if the dial failed; its cause says why
     * @throws CacheFullException if all channels are in use and there may be no more
     * @throws CacheClosedException if the connector is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted while it waits; it then holds nothing
     */
    public ChannelHandle connect(Address address) throws InterruptedException {
        return new ChannelHandle(cache.acquire(address));
    }

    /**
     * Like {@link #connect(Address)}, for no longer than {@code timeout}. The dial goes on for others.
     *
     * @throws CacheTimeoutException if the time is over
     */
    public ChannelHandle connect(Address address, Duration timeout) throws InterruptedException {
        return new ChannelHandle(cache.acquire(address, timeout));
    }

    /** Like {@link #connect(Address)} without blocking. Cancelling the answer leaves nothing behind. */
    public CompletableFuture<ChannelHandle> connectAsync(Address address) {
        return wrapped(cache.acquireAsync(address));
    }

    /** Like {@link #connect(Address, Duration)} without blocking. Cancelling the answer leaves nothing behind. */
    public CompletableFuture<ChannelHandle> connectAsync(Address address, Duration timeout) {
        return wrapped(cache.acquireAsync(address, timeout));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows the futures is ours and throws nothing
    private static CompletableFuture<ChannelHandle> wrapped(CompletableFuture<Handle<Address, Line>> inner) {
        CompletableFuture<ChannelHandle> outer = new CompletableFuture<>();
        inner.whenComplete((handle, problem) -> {
            if (problem != null) {
                outer.completeExceptionally(problem);
            } else if (!outer.complete(new ChannelHandle(handle))) {
                handle.close(); // the caller went away at this very moment
            }
        });
        outer.whenComplete((handle, problem) -> {
            if (problem != null) {
                inner.cancel(false);
            }
        });
        return outer;
    }

    /**
     * The tick: closes the channels that nobody has held during two ticks in a row, counted from the last release.
     *
     * @return the addresses of those that were closed
     */
    public List<Address> expire() {
        return cache.expire();
    }

    /**
     * Takes a channel out at once: the next {@code connect} dials anew. It is closed when its last holder releases it, at
     * once if nobody holds it.
     *
     * @return whether there was one, or one was being dialled
     */
    public boolean closeOnRelease(Address address) {
        return cache.closeOnRelease(address);
    }

    /** Who is connected and how often held. */
    public CacheSnapshot<Address> snapshot() {
        return cache.snapshot();
    }

    private void onLost(Address address, Line line) {
        cache.retire(address, line);
    }

    private void tickEvery(Duration period) {
        nextTick = time.schedule(period.toNanos(), () -> {
            if (!closed) {
                cache.expire();
                tickEvery(period);
            }
        });
    }

    private static CacheListener<Address> heardBy(ConnectorListener listener) {
        return event -> {
            if (event instanceof CacheEvent.Requested<Address> e) {
                listener.onConnect(e.key());
            } else if (event instanceof CacheEvent.Missed<Address> e) {
                listener.onMiss(e.key());
            } else if (event instanceof CacheEvent.LoadFailed<Address> e) {
                listener.onDialFailed(e.key(), e.cause());
            } else if (event instanceof CacheEvent.OpenChanged<Address> e) {
                listener.onOpenConnections(e.open());
            } else if (event instanceof CacheEvent.ReleasedTwice<Address> e) {
                listener.onReleasedTwice(e.key());
            }
        };
    }

    /**
     * Refuses new calls of {@code connect} and those that wait, closes what nobody holds, waits for holders to release the
     * rest, and ends it by force after {@link CachingConnectorBuilder#drainTimeout}. Idempotent; an interrupt ends the
     * patience and is kept.
     */
    @Override
    public void close() {
        closed = true;
        nextTick.cancel();
        cache.close(drainTimeout);
        drain.close();
        ownTime.ifPresent(SystemTime::close);
    }
}
