// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.show.Showcase;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.tcp.Frame;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexOptions;
import dev.hawser.tcp.MultiplexedConnection;
import dev.hawser.tcp.MultiplexedTransport;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpTransport;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Makes the {@link Line} that a plan asks for. */
final class Lines {

    private Lines() {}

    static Line open(BenchPlan plan, Discovery discovery, Showcase showcase, Time time) {
        if (plan.load() instanceof Load.Grpc grpc) {
            return new GrpcLine(plan, grpc, GrpcFleets.open(plan, discovery, showcase), time);
        }
        Load.Tcp load = (Load.Tcp) plan.load();
        TcpOptions options =
                TcpOptions.plaintext().withConnectTimeout(plan.timeout()).withReadTimeout(plan.timeout());
        TcpTransport tcp =
                TcpTransport.of(plan.wiring().tls().tcp().map(options::withTls).orElse(options));
        return switch (load.how()) {
            case lease ->
                new PoolLine<>(plan, load, shown(pool(plan, load, discovery, tcp), showcase), time, Lines::exchange);
            case multiplex -> {
                var pool = pool(plan, load, discovery, multiplexed(plan, tcp));
                yield new PoolLine<>(plan, load, shown(pool, showcase), time, Lines::send);
            }
        };
    }

    private static MultiplexedTransport multiplexed(BenchPlan plan, TcpTransport tcp) {
        MultiplexOptions options = MultiplexOptions.defaults()
                .withRequestTimeout(plan.timeout())
                .withMaxInFlight(Math.max(plan.concurrency(), MultiplexOptions.DEFAULT_MAX_IN_FLIGHT));
        return new MultiplexedTransport(tcp, new LengthFieldFraming(LengthFieldOptions.defaults()), options);
    }

    private static <C> ConnectionPool<C> shown(ConnectionPoolBuilder<C> builder, Showcase showcase) {
        ConnectionPool<C> pool = builder.listener(showcase.listener()).build();
        showcase.watch(pool);
        return pool;
    }

    private static <C> ConnectionPoolBuilder<C> pool(
            BenchPlan plan, Load.Tcp load, Discovery discovery, Transport<C> transport) {
        return ConnectionPool.builder(discovery, transport)
                .name("bench")
                .balancer(plan.wiring().balancer())
                .rateLimit(load.rateLimit())
                .pool(PoolOptions.defaults()
                        .withMaxConnections(plan.wiring().connections())
                        .withConnectTimeout(plan.timeout()));
    }

    /** What to do with a leased connection; the result comes at once or, with the lease ended, later. */
    @FunctionalInterface
    private interface Exchange<C> {
        CompletableFuture<Void> begin(Load.Tcp load, Lease<C> lease);
    }

    private static CompletableFuture<Void> exchange(Load.Tcp load, Lease<TcpConnection> lease) {
        try {
            lease.connection().outputStream().write(load.payload());
            load.reply().read(lease.connection().inputStream());
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            lease.discard(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<Void> send(Load.Tcp load, Lease<MultiplexedConnection> lease) {
        return lease.connection().send(ByteBuffer.wrap(load.payload())).thenCompose(frame -> checked(load, frame));
    }

    private static CompletableFuture<Void> checked(Load.Tcp load, Frame frame) {
        try {
            load.reply().check(frame.bytes());
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private record PoolLine<C>(BenchPlan plan, Load.Tcp load, ConnectionPool<C> pool, Time time, Exchange<C> exchange)
            implements Line {

        @Override
        public void request(Heard heard) throws InterruptedException {
            long asked = time.nanoTime();
            long leased;
            Address server;
            CompletableFuture<Void> answer;
            try (Lease<C> lease = pool.acquire(plan.timeout())) {
                leased = time.nanoTime();
                server = lease.endpoint().address();
                answer = exchange.begin(load, lease);
            } catch (PoolExhaustedException e) {
                heard.refused(e);
                return;
            }
            try {
                answer.get();
                heard.answered(server, leased - asked, time.nanoTime() - leased);
            } catch (ExecutionException e) {
                heard.failed(server, leased - asked, e.getCause() == null ? e : e.getCause());
            }
        }

        @Override
        public void open(Duration timeout) throws InterruptedException {
            try {
                pool.tryAcquire().close();
            } catch (PoolExhaustedException e) {
                if (e.refusal().kind() != Refusal.Kind.NO_ENDPOINTS) {
                    throw unreachable(e);
                }
                awaitDiscovery(timeout);
            }
        }

        private void awaitDiscovery(Duration timeout) throws InterruptedException {
            try {
                pool.acquire(timeout).close();
            } catch (PoolExhaustedException e) {
                throw unreachable(e);
            }
        }

        private CannotBeginException unreachable(PoolExhaustedException e) {
            return e.refusal().reasons().isEmpty()
                    ? CannotBeginException.nobody(plan.target(), pool.view().source(), e)
                    : CannotBeginException.unreachable(
                            plan.target(), e.refusal().reasons(), e);
        }

        @Override
        public List<Standing> endpoints() {
            return pool.snapshot().endpoints().stream().map(Standing::of).toList();
        }

        @Override
        public void close() {
            pool.close(Duration.ofSeconds(1));
        }
    }
}
