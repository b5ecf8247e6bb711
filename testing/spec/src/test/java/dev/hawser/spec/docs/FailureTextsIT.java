// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static dev.hawser.spec.docs.FailureTexts.documented;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.WaitOptions.WhenDown;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexedPool;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import dev.hawser.tcp.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The texts in docs/failure-modes.md are those that users get, ports and durations aside: each test makes the failure
 * happen, with real sockets, and looks the message up in the document.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FailureTextsIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final byte[] PING = {'P', 'I', 'N', 'G', '\n'};

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        opened.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private String target() {
        return "static:127.0.0.1:" + server.getLocalPort();
    }

    private ConnectionPool<TcpConnection> pool(
            TcpOptions options, UnaryOperator<ConnectionPoolBuilder<TcpConnection>> choices) {
        return pool(target(), options, choices);
    }

    private ConnectionPool<TcpConnection> pool(
            String target, TcpOptions options, UnaryOperator<ConnectionPoolBuilder<TcpConnection>> choices) {
        ConnectionPool<TcpConnection> pool =
                choices.apply(TcpPool.to(target, options).name("kv")).build();
        opened.add(0, () -> pool.close(Duration.ZERO));
        return pool;
    }

    private static ConnectionPoolBuilder<TcpConnection> failing(ConnectionPoolBuilder<TcpConnection> builder) {
        return builder.waiting(WaitOptions.defaults().withWhenDown(WhenDown.FAIL));
    }

    @Test
    void refused() throws Exception {
        server.close();

        documented(catchThrowable(
                () -> pool(TcpOptions.plaintext(), FailureTextsIT::failing).acquire()));
    }

    /**
     * A full queue of connections that nobody accepts: packets are dropped, as by a firewall. The pool's own time-out is
     * left long, because it would otherwise race with the transport's, which says more.
     */
    @Test
    void blackHole() throws Exception {
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(full);
        for (int i = 0; i < 3; i++) {
            Socket filler = new Socket();
            opened.add(0, filler);
            catchThrowable(() -> filler.connect(full.getLocalSocketAddress(), 200));
        }

        documented(catchThrowable(() -> pool(
                        "static:127.0.0.1:" + full.getLocalPort(),
                        TcpOptions.plaintext().withConnectTimeout(SHORT),
                        b -> failing(b).pool(PoolOptions.defaults()))
                .acquire()));
    }

    @Test
    void aNameThatDoesNotExist() {
        documented(catchThrowable(() -> pool("static:kv.invalid:7001", TcpOptions.plaintext(), FailureTextsIT::failing)
                .acquire()));
    }

    @Test
    void everyConnectionInUse() throws Exception {
        ConnectionPool<TcpConnection> pool = pool(TcpOptions.plaintext(), b -> b.maxConnectionsPerEndpoint(1));
        pool.acquire();

        documented(catchThrowable(() -> pool.acquire(SHORT)));
    }

    @Test
    void tooManyWaiters() throws Exception {
        ConnectionPool<TcpConnection> pool = pool(
                TcpOptions.plaintext(),
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(WaitOptions.defaults().withMaxWaiters(1)));
        pool.acquire();
        var waiting = pool.acquireAsync(Duration.ofSeconds(10));

        documented(catchThrowable(() -> pool.acquire(SHORT)));
        assertThat(waiting).isNotDone();
    }

    @Test
    void rateUsedUp() throws Exception {
        ConnectionPool<TcpConnection> pool = pool(TcpOptions.plaintext(), b -> b.rateLimit(RateLimit.perSecond(0.1)));
        pool.acquire().close();

        documented(catchThrowable(pool::tryAcquire));
    }

    @Test
    void nobodyKnown() {
        documented(catchThrowable(() ->
                pool("file:does/not/exist", TcpOptions.plaintext(), b -> b).acquire(SHORT)));
    }

    @Test
    void poolClosed() {
        ConnectionPool<TcpConnection> pool = pool(TcpOptions.plaintext(), b -> b);
        pool.close();

        documented(catchThrowable(pool::acquire));
    }

    @Test
    void usedAfterItsLease() throws Exception {
        Lease<TcpConnection> lease = pool(TcpOptions.plaintext(), b -> b).acquire();
        TcpConnection kept = lease.connection();
        lease.close();

        documented(catchThrowable(lease::connection));
        documented(catchThrowable(() -> kept.outputStream().write(PING)));
    }

    @Test
    void noAnswer() throws Exception {
        TcpConnection connection = pool(TcpOptions.plaintext().withReadTimeout(SHORT), b -> b)
                .acquire()
                .connection();

        documented(catchThrowable(() -> connection.inputStream().read()));
    }

    @Test
    void reset() throws Exception {
        TcpConnection connection =
                pool(TcpOptions.plaintext(), b -> b).acquire().connection();
        Socket other = server.accept();
        other.setSoLinger(true, 0);
        other.close();

        documented(catchThrowable(() -> connection.inputStream().read()));
    }

    @Test
    void notTlsAtAll() throws Exception {
        ConnectionPool<TcpConnection> pool = pool(TcpOptions.tls(TlsOptions.system()), FailureTextsIT::failing);
        var waiting = pool.acquireAsync(Duration.ofSeconds(10));
        try (Socket accepted = server.accept()) {
            accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());

            documented(catchThrowable(waiting::join));
        }
    }

    @Test
    void silentInTheHandshake() {
        TlsOptions tls = TlsOptions.system().withHandshakeTimeout(SHORT);

        documented(catchThrowable(
                () -> pool(TcpOptions.tls(tls), FailureTextsIT::failing).acquire()));
    }

    @Test
    void requestNotAnswered() {
        try (MultiplexedPool pool = multiplexed()) {
            documented(catchThrowable(
                    () -> pool.send(7, ByteBuffer.wrap(PING), SHORT).join()));
        }
    }

    @Test
    void connectionLostWithARequestOnIt() throws Exception {
        try (MultiplexedPool pool = multiplexed()) {
            var answer = pool.send(7, ByteBuffer.wrap(PING), Duration.ofSeconds(10));
            try (Socket accepted = server.accept()) {
                accepted.getInputStream().readNBytes(17);
            }

            documented(catchThrowable(answer::join));
        }
    }

    private MultiplexedPool multiplexed() {
        return MultiplexedPool.to(Targets.parse(target()), new LengthFieldFraming(LengthFieldOptions.defaults()))
                .build();
    }

    @Test
    void mistakesInOptionsAndTargets() {
        documented(catchThrowable(() -> PoolOptions.defaults().withMaxConnections(0)));
        documented(catchThrowable(() -> Targets.parse("kv:7001")));
        documented(catchThrowable(() -> Targets.parse("dns:///kv:7001?refesh=1s")));
    }
}
