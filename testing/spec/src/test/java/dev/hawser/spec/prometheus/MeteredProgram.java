// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.limit.RateLimit;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.micrometer.RegistryMetrics;
import dev.hawser.micrometer.RegistryNames;
import dev.hawser.pool.Lease;
import dev.hawser.spec.faults.PortService;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.ClientCalls;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program as users write it: a pool "leases" of TCP connections, a channel "calls", a registry of channels, their meters,
 * and an HTTP server that shows them. Real sockets, and servers in the same process.
 */
final class MeteredProgram implements AutoCloseable {
    private static final int SERVERS = 2;
    private static final String NOBODY = "127.0.0.1:1";

    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final PoolMetrics metrics = PoolMetrics.perEndpoint();
    final RegistryMetrics moduleMetrics = RegistryMetrics.of(RegistryNames.HAWSER);
    final EndpointRegistry leased = new EndpointRegistry();
    final EndpointRegistry called = new EndpointRegistry();
    final List<String> leasedFrom = new ArrayList<>();
    final List<String> calledAt = new ArrayList<>();
    final ConnectionPool<TcpConnection> leases;
    final PooledChannel calls;
    final ChannelRegistry modules;
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final HttpServer http;

    MeteredProgram() throws IOException {
        for (int i = 0; i < SERVERS; i++) {
            serveTcp();
            serveGrpc();
        }
        metrics.bindTo(meters);
        moduleMetrics.bindTo(meters);
        leases = TcpPool.to(leased, TcpOptions.plaintext())
                .name("leases")
                .maxConnectionsPerEndpoint(1)
                .rateLimit(RateLimit.perSecond(100))
                .listener(metrics)
                .build();
        calls = PooledChannel.over(called)
                .channel(ChannelOptions.plaintext())
                .name("calls")
                .listener(metrics)
                .build();
        modules = ChannelRegistry.builder(ChannelOptions.plaintext())
                .name("modules")
                .listener(moduleMetrics)
                .build();
        metrics.watch(leases);
        metrics.watch(calls);
        moduleMetrics.watch(modules);
        modules.register("http", NOBODY);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/metrics", this::show);
        http.start();
    }

    private void serveTcp() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); // the kernel accepts
        servers.add(server);
        leasedFrom.add("127.0.0.1:" + server.getLocalPort());
        leased.register(Endpoint.of(leasedFrom.get(leasedFrom.size() - 1)));
    }

    private void serveGrpc() throws IOException {
        Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new PortService().at(0))
                .build()
                .start();
        servers.add(server::shutdownNow);
        calledAt.add("127.0.0.1:" + server.getPort());
        called.register(Endpoint.of(calledAt.get(calledAt.size() - 1)));
    }

    /** Leases and calls that succeed, and one caller that waits in vain. */
    void work() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            leases.acquire(Duration.ofSeconds(10)).close();
            ClientCalls.blockingUnaryCall(calls, PortService.READ, CallOptions.DEFAULT, "");
        }
        try (Lease<?> one = leases.acquire(Duration.ofSeconds(10));
                Lease<?> other = leases.acquire(Duration.ofSeconds(10))) {
            leases.acquire(Duration.ofMillis(20)).close();
            throw new AssertionError("a third lease of two connections: " + one + ", " + other);
        } catch (PoolExhaustedException asItShouldBe) {
            // its time is up
        }
    }

    int metricsPort() {
        return http.getAddress().getPort();
    }

    private void show(HttpExchange exchange) throws IOException {
        byte[] page = meters.scrape().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, page.length);
        try (exchange) {
            exchange.getResponseBody().write(page);
        }
    }

    @Override
    public void close() throws Exception {
        http.stop(0);
        leases.close();
        calls.close();
        modules.close();
        metrics.close();
        moduleMetrics.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }
}
