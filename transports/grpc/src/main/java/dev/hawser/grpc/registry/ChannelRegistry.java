// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.cache.CacheClosedException;
import dev.hawser.cache.CacheOptions;
import dev.hawser.cache.Handle;
import dev.hawser.cache.LoadFailedException;
import dev.hawser.cache.SharedCache;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.grpc.registry.RegistryListener.Operation;
import dev.hawser.grpc.registry.RegistryListener.Status;
import dev.hawser.time.Time;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Setting;
import dev.hawser.view.Viewed;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channels by name, which follow their name when its address changes.
 *
 * <p>{@link #register} makes a name known, {@link #get} gives a channel for it. That channel stays good for as long as the
 * name is registered: when the name moves to another address, new calls go there at once, and calls in flight end where
 * they began. Names that lead to one address share one connection to it.
 *
 * <p>Channels connect when they are first used, and again by themselves, as gRPC does: after a failure they wait 1 s,
 * then 1.6 times as long each time up to 120 s, give or take 20 %. {@link #healthCheck()}, by itself every 30 s, cuts
 * such a wait short. An address may also be a target of gRPC's own, such as {@code dns:///kv:7001}; calls go round its
 * addresses in turn.
 *
 * <p>Not guaranteed: that a channel is connected; {@link #awaitReady} waits for that.
 *
 * <p>Safe for use by any thread. Nothing but {@code awaitReady} and {@code close} waits for the network.
 */
public final class ChannelRegistry implements AutoCloseable, Viewed {
    /*
     * State        channels: who leads where; each channel holds a handle on the one berth of its address.
     * Who changes  Any thread, under `lock`: put, remove, move. Berths are counted by the cache, under its own.
     * Never        under the lock: make a channel, release a handle, call into gRPC, log.
     * Hot path     get(): one short locked section. Calls don't come here: see NamedChannel.
     * Why it holds A handle is taken before the lock and given back after it, so what is registered is open. Whoever
     *              registers later replaces the earlier, whose handle he then gives back: none is lost, none counts
     *              twice. A berth without a handle drains at once (no ticks), so at most one lives per address.
     */
    private static final Logger log = LoggerFactory.getLogger(ChannelRegistry.class);

    private final String name;
    private final String plainName;
    private final Resources resources;
    private final BerthLoader loader;
    private final SharedCache<Address, Berth> cache;
    private final HealthRound health;
    private final Optional<Follower> follower;
    private final RegistryListener listener;
    private final Map<String, Setting> settings;
    private final Readiness.Arrivals arrivals = new Readiness.Arrivals();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, NamedChannel> channels = new TreeMap<>();

    @GuardedBy("lock")
    private boolean closed;

    ChannelRegistry(ChannelRegistryBuilder chosen) {
        name = "registry '" + chosen.name + "'";
        plainName = chosen.name;
        listener = chosen.listener;
        settings = chosen.settings();
        resources = Resources.of(chosen);
        Time time = resources.time();
        loader = new BerthLoader(new GrpcTransport(chosen.channelOptions()), chosen.drainTimeout, chosen.warmth, time);
        CacheOptions bounds = CacheOptions.defaults().withUnusedTicks(0).withMaxEntries(LastGood.MAX_ENDPOINTS);
        cache = new SharedCache<>(name, loader, bounds, event -> log.debug("{}: {}", name, event), time);
        health = new HealthRound(this, chosen.warmth, chosen.maxAge, time);
        follower = chosen.source.map(source -> new Follower(this, source, chosen.emptyAnswer, time));
    }

    ChannelRegistry start(ChannelRegistryBuilder chosen) {
        health.every(chosen.healthPeriod);
        follower.ifPresent(f -> f.start(new Discovery.Context(resources.time(), resources.executor())));
        return this;
    }

    /** An empty registry with defaults for everything but how connections are made. */
    public static ChannelRegistry of(ChannelOptions options) {
        return builder(options).build();
    }

    public static ChannelRegistryBuilder builder(ChannelOptions options) {
        return new ChannelRegistryBuilder(options);
    }

    /** A registry of what the source says, over TLS; {@link #builder} for anything else. */
    public static ChannelRegistry following(NameSource source) {
        return builder(ChannelOptions.tls()).following(source).build();
    }

    /** A registry of the names in a discovery, over TLS: see {@link NameSource#of}. */
    public static ChannelRegistry following(Discovery discovery) {
        return following(NameSource.of(discovery));
    }

    /**
     * Makes a name known, or lets it lead to another address from now on. The new channel is in place before the old one
     * drains. Registering again what is registered already changes nothing.
     *
     * @param address {@code host:port}, or another target that gRPC can resolve
     * @throws IllegalArgumentException if the address can't be read; what was registered before stays
     * @throws LoadFailedException if no channel can be made, as when certificates can't be read; what was registered
     *     before stays, and the next attempt is a real one
     * @throws CacheClosedException if the registry is closed
     */
    public void register(String moduleName, String address) {
        telling(Operation.REGISTER, () -> {
            if (moduleName.isBlank()) {
                throw new IllegalArgumentException("name: '" + moduleName + "' (expected: not blank)");
            }
            register(moduleName, Targets.parse(requireNonNull(address, "address")));
        });
    }

    private void register(String moduleName, Address address) {
        Handle<Address, Berth> fresh = hold(address);
        @Nullable Handle<Address, Berth> left;
        boolean moved;
        NamedChannel newcomer = null;
        lock.lock();
        try {
            NamedChannel channel = channels.get(moduleName);
            moved = !closed && (channel == null || channel.berth() != fresh.value());
            if (!moved) {
                left = fresh;
            } else if (channel == null) {
                newcomer = new NamedChannel(moduleName, fresh, this::giveUp);
                channels.put(moduleName, newcomer);
                left = null;
            } else {
                left = channel.moveTo(fresh);
            }
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.close();
        }
        if (newcomer != null) {
            arrivals.arrived(newcomer);
        }
        if (moved) {
            log.info("{}: {} -> {}", name, moduleName, address);
        }
    }

    private Handle<Address, Berth> hold(Address address) {
        try {
            return cache.acquireAsync(address).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw (RuntimeException)
                        problem.fillInStackTrace(); // it is this caller's alone, so show where he asked
            }
            throw e;
        }
    }

    /** The channel for a name; absent if the name isn't registered. Shutting it down takes the name out. */
    public Optional<ManagedChannel> get(String moduleName) {
        NamedChannel channel = find(moduleName);
        if (channel == null) {
            tell(Operation.GET, Status.NOT_FOUND);
        }
        return Optional.ofNullable(channel);
    }

    private @Nullable NamedChannel find(String moduleName) {
        lock.lock();
        try {
            return channels.get(moduleName);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The channel for a name that leads somewhere, as far as is known.
     *
     * @throws ModuleNotAvailableException if the name isn't registered
     * @throws ConnectionNotReadyException if the latest attempt to connect has failed
     */
    public ManagedChannel require(String moduleName) {
        NamedChannel channel = find(moduleName);
        if (channel == null) {
            tell(Operation.REQUIRE, Status.NOT_FOUND);
            throw new ModuleNotAvailableException(moduleName);
        }
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            tell(Operation.REQUIRE, Status.NOT_READY);
            throw new ConnectionNotReadyException(moduleName, state);
        }
        return channel;
    }

    /**
     * The channel for a name, connected. Connects it if need be, and waits for that; if the registry follows a source, it
     * waits for the source to bring the name, too. Both take {@code timeout} together.
     *
     * @throws ModuleNotAvailableException if the name isn't registered: at once if no source is followed or the registry
     *     is closed, else after {@code timeout}, with what is wrong with the source if anything is; also if the name is
     *     unregistered while this waits for the connection
     * @throws ConnectionNotReadyException if it isn't connected within {@code timeout}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ManagedChannel awaitReady(String moduleName, Duration timeout) throws InterruptedException {
        Time time = resources.time();
        long begun = time.nanoTime();
        NamedChannel channel = find(moduleName);
        if (channel == null && follower.isPresent()) {
            channel = arrivals.await(moduleName, timeout, this::find, time);
        }
        if (channel == null) {
            tell(Operation.AWAIT_READY, Status.NOT_FOUND);
            throw missing(moduleName);
        }
        Duration left = timeout.minusNanos(time.nanoTime() - begun);
        ConnectivityState state = Readiness.await(channel, left.isNegative() ? Duration.ZERO : left, time);
        if (state == ConnectivityState.SHUTDOWN) {
            tell(Operation.AWAIT_READY, Status.NOT_FOUND);
            throw new ModuleNotAvailableException(moduleName);
        }
        if (state != ConnectivityState.READY) {
            tell(Operation.AWAIT_READY, Status.NOT_READY);
            throw new ConnectionNotReadyException(moduleName, state);
        }
        tell(Operation.AWAIT_READY, Status.OK);
        return channel;
    }

    private ModuleNotAvailableException missing(String moduleName) {
        Optional<String> trouble = arrivals.isOver() ? Optional.empty() : follower.flatMap(Follower::trouble);
        return new ModuleNotAvailableException(moduleName, trouble);
    }

    /**
     * Forgets a name; its calls in flight end well.
     *
     * @return whether it was registered
     */
    public boolean unregister(String moduleName) {
        NamedChannel channel = find(moduleName);
        boolean known = channel != null && giveUp(channel);
        if (!known) {
            tell(Operation.UNREGISTER, Status.NOT_FOUND);
        }
        return known;
    }

    private boolean giveUp(NamedChannel channel) {
        Handle<Address, Berth> last;
        lock.lock();
        try {
            if (!channels.remove(channel.name, channel)) {
                return false;
            }
            last = channel.handle;
        } finally {
            lock.unlock();
        }
        channel.giveUp();
        last.close();
        log.info("{}: {} is gone", name, channel.name);
        tell(Operation.UNREGISTER, Status.OK);
        return true;
    }

    /** How each name's connection stands. */
    public Map<String, ConnectivityState> health() {
        return snapshot().registrations().stream()
                .collect(Collectors.toMap(
                        RegistrySnapshot.Registration::name,
                        RegistrySnapshot.Registration::state,
                        (a, b) -> a,
                        TreeMap::new));
    }

    /**
     * Asks those that failed to connect to try again now; those that are idle are well, and are left alone unless they are
     * to be kept warm. Replaces channels that are too old.
     */
    public void healthCheck() {
        telling(Operation.HEALTH_CHECK, health::run);
    }

    /**
     * Replaces every channel by a new one, with credentials read anew; calls in flight end where they began.
     *
     * @throws LoadFailedException if one can't be made; that one and those not replaced yet stay
     */
    public void renew() {
        Set<Address> addresses = new TreeSet<>();
        all().forEach(channel -> addresses.add(channel.berth().address));
        telling(Operation.RENEW, () -> addresses.forEach(this::renew));
    }

    /** The names hold the old one while the new one is made, whatever the cache knows. */
    void renew(Address address) {
        cache.closeOnRelease(address);
        all().stream()
                .filter(channel -> channel.berth().address.equals(address))
                .forEach(channel -> register(channel.name, address));
    }

    List<NamedChannel> all() {
        lock.lock();
        try {
            return new ArrayList<>(channels.values());
        } finally {
            lock.unlock();
        }
    }

    private void telling(Operation operation, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            tell(operation, Status.FAILED);
            throw e;
        }
        tell(operation, Status.OK);
    }

    private void tell(Operation operation, Status status) {
        try {
            listener.onOperation(operation, status);
        } catch (RuntimeException | Error e) {
            log.error("{}: a listener failed; nothing else is affected", name, e);
        }
    }

    /** As it was built with. */
    public String name() {
        return plainName;
    }

    /** Name, target and state of everybody. */
    public RegistrySnapshot snapshot() {
        return new RegistrySnapshot(
                all().stream()
                        .map(channel -> new RegistrySnapshot.Registration(
                                channel.name, channel.berth().address, channel.getState(false)))
                        .toList(),
                follower.map(Follower::snapshot));
    }

    /** Each name as an endpoint, with the name as its {@link dev.hawser.endpoint.Attributes#NAME}. */
    @Override
    public PoolView view() {
        return RegistryView.of(plainName, all(), follower.map(Follower::snapshot), settings);
    }

    /** One that refuses everything, with an {@link UnsupportedOperationException}: a name has no other address to go to. */
    @Override
    public PoolControl control() {
        return RegistryView.Fixed.INSTANCE;
    }

    @Override
    public boolean isClosed() {
        return arrivals.isOver();
    }

    /**
     * Stops following, forgets all names, lets calls in flight end for up to
     * {@link ChannelRegistryBuilder#drainTimeout}, and ends the others by force. Idempotent; an interrupt ends the
     * patience and is kept.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        arrivals.end();
        follower.ifPresent(Follower::stop);
        health.stop();
        all().forEach(this::giveUp);
        cache.close();
        loader.awaitDrained();
        resources.close();
    }
}
