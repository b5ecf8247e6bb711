// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.secrets;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.client.ConnectionPool;
import dev.hawser.consul.ConsulDiscovery;
import dev.hawser.consul.ConsulOptions;
import dev.hawser.consul.TokenSource;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.event.PoolListener;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.kubernetes.Cluster;
import dev.hawser.kubernetes.KubernetesResources;
import dev.hawser.pool.Lease;
import dev.hawser.spec.faults.PortService;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import dev.hawser.tcp.TlsOptions;
import dev.hawser.view.Viewed;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A program whose pools work with a secret, in all the places that take one, and meet with trouble that makes them talk: a Consul
 * and an API server that let nobody in, servers that refuse connections, TLS and calls.
 */
final class SecretiveProgram implements AutoCloseable {
    private static final Duration SHORT = Duration.ofMillis(300);

    final GossipingConsul consul = new GossipingConsul();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    final ConnectionPool<TcpConnection> byToken;
    final ConnectionPool<TcpConnection> byTarget;
    final ConnectionPool<TcpConnection> pods;
    final ConnectionPool<TcpConnection> overTls;
    final PooledChannel calls;
    private final Server server;

    /** @param tokenFile holds the secret */
    SecretiveProgram(String secret, Path tokenFile, PoolListener listener) throws IOException {
        Secretive secretive = new Secretive(secret);
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(ServerInterceptors.intercept(new PortService().at(0), new Bouncer()))
                .build()
                .start();
        byToken = TcpPool.to(
                        ConsulDiscovery.of("kv", ConsulOptions.at(consul.uri()).withToken(TokenSource.of(secret))),
                        TcpOptions.plaintext())
                .name("by-token")
                .listener(listener)
                .build();
        byTarget = TcpPool.to("consul://" + consul.authority() + "/kv?filter=" + secret)
                .name("by-target")
                .listener(listener)
                .build();
        pods = TcpPool.to(
                        KubernetesResources.tinyModules("tinysystems")
                                .in(Cluster.server(
                                        URI.create("http://127.0.0.1:1"), Optional.of(tokenFile), Optional.empty())),
                        TcpOptions.plaintext())
                .name("pods")
                .emptyAnswer(EmptyAnswer.TRUST)
                .listener(listener)
                .build();
        overTls = TcpPool.to("static:" + consul.authority(), TcpOptions.tls(TlsOptions.of(secretive)))
                .name("over-tls")
                .listener(listener)
                .build();
        calls = PooledChannel.to("static:127.0.0.1:" + server.getPort() + ",127.0.0.1:1")
                .channel(ChannelOptions.credentials(secretive))
                .intercept(secretive)
                .name("calls")
                .listener(listener)
                .build();
    }

    List<Viewed> pools() {
        return List.of(byToken, byTarget, pods, overTls, calls);
    }

    /** Leases and calls that fail, each in its way. */
    void work() {
        for (ConnectionPool<TcpConnection> pool : List.of(byToken, byTarget, pods, overTls)) {
            failures.add(catchThrowable(() -> acquire(pool)));
        }
        for (int i = 0; i < 4; i++) {
            CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(5));
            failures.add(catchThrowable(() -> ClientCalls.blockingUnaryCall(calls, PortService.READ, soon, "")));
        }
    }

    private static void acquire(ConnectionPool<TcpConnection> pool) throws InterruptedException {
        try (Lease<TcpConnection> lease = pool.acquire(SHORT)) {
            throw new AssertionError("a lease, " + lease);
        }
    }

    /** Lets no call in, and remembers what was shown at the door. */
    private final class Bouncer implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            authorizations.add(String.valueOf(headers.get(Secretive.AUTHORIZATION)));
            call.close(Status.UNAVAILABLE.withDescription("not now"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    @Override
    public void close() {
        byToken.close(Duration.ZERO);
        byTarget.close(Duration.ZERO);
        pods.close(Duration.ZERO);
        overTls.close(Duration.ZERO);
        calls.shutdownNow();
        server.shutdownNow();
        consul.close();
    }
}
