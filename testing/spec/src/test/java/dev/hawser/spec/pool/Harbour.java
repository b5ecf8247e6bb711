// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.PoolSnapshot;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** A pool in virtual time, with scripted servers A, B, C …: what most behaviour tests start from. */
final class Harbour implements AutoCloseable {

    static final String A = "10.0.0.1:7001";
    static final String B = "10.0.0.2:7001";
    static final String C = "10.0.0.3:7001";

    final FakeTime time = new FakeTime();
    final ScriptedTransport servers = new ScriptedTransport(time);
    final EndpointRegistry registry = new EndpointRegistry();
    final List<PoolEvent> events = new ArrayList<>();
    final ConnectionPool<Connection> pool;

    private Harbour(UnaryOperator<ConnectionPoolBuilder<Connection>> options, List<Endpoint> endpoints) {
        endpoints.forEach(registry::register);
        ConnectionPoolBuilder<Connection> builder = ConnectionPool.builder(registry, servers)
                .name("test")
                .time(time)
                .executor(Runnable::run)
                .random(new Random(1))
                .emptyAnswer(dev.hawser.discovery.EmptyAnswer.TRUST)
                .reconnectBackoff(Backoff.exponential(Duration.ofMillis(100), 1.5, Duration.ofSeconds(30)))
                .listener(events::add);
        pool = options.apply(builder).build();
    }

    static Harbour of(UnaryOperator<ConnectionPoolBuilder<Connection>> options, String... addresses) {
        return new Harbour(
                options, List.of(addresses).stream().map(Endpoint::of).toList());
    }

    static Harbour weighted(UnaryOperator<ConnectionPoolBuilder<Connection>> options, Endpoint... endpoints) {
        return new Harbour(options, List.of(endpoints));
    }

    static Endpoint endpoint(String address, int weight) {
        return Endpoint.of(address).withWeight(weight);
    }

    Lease<Connection> tryAcquire() {
        try {
            return pool.tryAcquire();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a lease that must be there, and says whom it leads to. */
    String takeFrom() {
        return tryAcquire().connection().address().toString();
    }

    /** Takes and returns a lease that must be there, and says whom it led to. */
    String visit() {
        try (Lease<Connection> lease = tryAcquire()) {
            return lease.connection().address().toString();
        }
    }

    List<String> visits(int n) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(visit());
        }
        return all;
    }

    PoolExhaustedException refused() {
        Throwable problem = catchThrowable(this::tryAcquire);
        assertThat(problem).isInstanceOf(PoolExhaustedException.class);
        return (PoolExhaustedException) problem;
    }

    CompletableFuture<Lease<Connection>> acquireLater(Duration timeout) {
        return pool.acquireAsync(timeout);
    }

    static PoolExhaustedException refusalOf(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        Throwable problem = catchThrowable(future::join);
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        assertThat(cause).isInstanceOf(PoolExhaustedException.class);
        return (PoolExhaustedException) cause;
    }

    void advance(Duration by) {
        time.advance(by);
    }

    void advanceMillis(long by) {
        advance(Duration.ofMillis(by));
    }

    int connects(String address) {
        return servers.server(address).connects();
    }

    PoolSnapshot.EndpointSnapshot endpoint(String address) {
        return pool.snapshot().endpoints().stream()
                .filter(e -> e.endpoint().address().equals(Address.parse(address)))
                .findFirst()
                .orElseThrow();
    }

    <E extends PoolEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        pool.close(Duration.ZERO);
        assertThat(servers.open()).as("connections left after close").isZero();
    }
}
