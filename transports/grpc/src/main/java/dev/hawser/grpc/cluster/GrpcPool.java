// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed clients by address, for a caller who knows whom it wants to talk to.
 *
 * <p>The first {@link #get} of an address makes a client; each later one gives the same. Nothing is connected until a call is
 * made; then up to four connections to a host share its calls. A call that fails is tried again at its own host, three
 * times in all and 5 s each, if it may be: it is proven that no server has processed it, or it is declared
 * idempotent. A unary call without a deadline gets one of 10 s; streams may last.
 *
 * <p>Not guaranteed: that somebody listens at an address. That is found out by calling.
 *
 * <pre>{@code
 * try (GrpcPool<KVBlockingStub> pool = GrpcPool.of(KVGrpc::newBlockingStub)) {
 *     RangeResponse got = pool.get("10.0.0.1:2379").range(request);
 * }
 * }</pre>
 *
 * <p>Safe for use by any thread. {@code get} of a known address takes no lock.
 *
 * @param <T> the client, most often a generated stub
 */
public final class GrpcPool<T> implements AutoCloseable, Viewed {
    private static final Logger log = LoggerFactory.getLogger(GrpcPool.class);

    private final String name;
    private final Duration drain;
    private final Fleet fleet;
    private final Roll roll = new Roll();
    private final Clients<T> clients;
    private final AtomicBoolean closed = new AtomicBoolean();

    GrpcPool(String name, Duration drain, Fleet fleet, Function<? super Channel, ? extends T> factory) {
        this.name = name;
        this.drain = drain;
        this.fleet = fleet;
        this.clients = new Clients<>(factory, fleet::at);
    }

    /** A pool over TLS with all defaults. */
    public static <T> GrpcPool<T> of(Function<? super Channel, ? extends T> factory) {
        return GrpcPool.<T>builder(factory).build();
    }

    /** @param factory makes a client over a channel to one host: {@code KVGrpc::newBlockingStub}; called once per address */
    public static <T> GrpcPoolBuilder<T> builder(Function<? super Channel, ? extends T> factory) {
        return new GrpcPoolBuilder<>(factory);
    }

    /**
     * The client of {@code host:port}, the same one each time until the address is removed.
     *
     * @throws IllegalArgumentException if that is no address
     * @throws PoolClosedException if the pool is closed
     */
    public T get(String address) {
        return get(Address.parse(address));
    }

    public T get(Address address) {
        if (closed.get()) {
            throw new PoolClosedException(name);
        }
        if (!roll.nodes().contains(address) && roll.add(address)) {
            fleet.add(address);
        }
        return clients.get(address);
    }

    /**
     * Forgets an address: its connections get no new calls, those in flight end in peace, at most until the drain timeout of
     * the sharing options. A client of it that somebody kept fails from now on. To get it again makes a new client.
     *
     * @return whether it was known
     */
    public boolean remove(String address) {
        return remove(Address.parse(address));
    }

    public boolean remove(Address address) {
        boolean known = roll.remove(address);
        if (known) {
            fleet.remove(address);
            clients.remove(address).ifPresent(e -> log.warn("pool '{}': closing the client of {}", name, address, e));
        }
        return known;
    }

    /** The addresses asked for and not removed, in the order in which they were first asked for. */
    public List<Address> addresses() {
        return roll.nodes();
    }

    @Override
    public PoolView view() {
        return fleet.view();
    }

    @Override
    public PoolControl control() {
        return fleet.control();
    }

    @Override
    public boolean isClosed() {
        return fleet.isClosed();
    }

    /** How its nodes and their connections stand. */
    public SharedPoolSnapshot snapshot() {
        return fleet.snapshot();
    }

    /** Like {@link #close(Duration)} with the request timeout: no unary call with a default deadline lasts longer. */
    @Override
    public void close() {
        close(drain);
    }

    /**
     * Takes no new calls, and lets those in flight go on for up to {@code mayLast}. Clients that can be closed are closed.
     * Idempotent.
     *
     * @throws CloseFailedException if something threw while being closed; everything is closed all the same
     */
    public void close(Duration mayLast) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<Exception> failures = new ArrayList<>();
        try {
            fleet.close(mayLast);
        } catch (RuntimeException e) {
            failures.add(e);
        }
        failures.addAll(clients.removeAll());
        if (!failures.isEmpty()) {
            throw new CloseFailedException(name, failures);
        }
    }
}
