// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.ChaosProxy;
import dev.hawser.transport.Hold;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import jdk.net.ExtendedSocketOptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback interface. */
class TcpTransportTest {

    private final TcpTransport transport = TcpTransport.of(TcpOptions.plaintext());

    @AfterEach
    void endThreads() {
        transport.shutdown();
    }

    @Test
    void aConnectionCarriesBytesBothWays() throws Exception {
        try (Peer peer = Peer.echoing()) {
            TcpConnection lent = transport.lend(connect(peer.endpoint()), new Lent());

            lent.outputStream().write("hello".getBytes(UTF_8));
            assertThat(lent.inputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));

            lent.write(ByteBuffer.allocateDirect(20_000));
            ByteBuffer answer = ByteBuffer.allocateDirect(20_000);
            while (answer.hasRemaining()) {
                assertThat(lent.read(answer)).isPositive();
            }
            lent.write(ByteBuffer.wrap("abc".getBytes(UTF_8), 1, 2));
            ByteBuffer two = ByteBuffer.allocate(10).position(3);
            while (two.position() < 5) {
                lent.read(two);
            }
            assertThat(new String(two.array(), 3, 2, UTF_8)).isEqualTo("bc");
            assertThat(lent.remoteAddress().getPort()).isEqualTo(peer.port());
            assertThat(lent.session()).isEmpty();
        }
    }

    @Test
    void theSocketIsTheOriginalOneWithItsOptionsSet() throws Exception {
        try (Peer peer = Peer.silent()) {
            Socket socket = transport.lend(connect(peer.endpoint()), new Lent()).socket();

            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getKeepAlive()).isTrue();
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(15);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(5);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
        }
    }

    @Test
    void aRefusedConnectSaysWhoAndWhy() throws Exception {
        int free = freePort();

        assertThatThrownBy(() -> connect(Endpoint.of("127.0.0.1:" + free)))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessage("connect to 127.0.0.1:" + free + ": Connection refused");
    }

    @Test
    void anUnknownHostIsAFailureToConnect() {
        assertThatThrownBy(() -> connect(Endpoint.of("no-such-host.invalid:7001")))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessage("connect to no-such-host.invalid:7001: unknown host");
    }

    /** "localhost" may have two addresses, and this peer listens at one of them. */
    @Test
    void theAddressesOfANameAreTriedInTurn() throws Exception {
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = connect(peer.named("localhost"));

            assertThat(connection.remoteAddress().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        }
    }

    /** A full queue drops the SYN, as a black hole would: only a time-out ends the attempt. */
    @Test
    void aPeerThatDoesNotTakeConnectionsCostsTheConnectTimeoutAndNoMore() throws Exception {
        TcpTransport hasty = TcpTransport.of(TcpOptions.plaintext().withConnectTimeout(Duration.ofMillis(200)));
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, fillers);
            long start = System.nanoTime();

            assertThatThrownBy(() -> get(hasty.connect(Endpoint.of("127.0.0.1:" + full.getLocalPort()))))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageMatching("connect to 127.0.0.1:\\d+: no (answer|connection) within .*ms");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
            hasty.shutdown();
        }
    }

    private static void fill(ServerSocket server, List<Socket> fillers) throws IOException {
        while (true) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(server.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    @Test
    void aCancelledAttemptLeavesNoSocket() throws Exception {
        TcpTransport secure = TcpTransport.of(TcpOptions.tls(TlsOptions.system()));
        try (Peer peer = Peer.that(with -> assertThat(with.in.readAllBytes()).isNotNull())) {
            CompletableFuture<TcpConnection> connecting = secure.connect(peer.endpoint().address());
            await().until(() -> !peer.sockets.isEmpty());

            connecting.cancel(false);

            // The peer's side ends when ours has been closed.
            await().until(() -> peer.sockets.peek().isClosed());
        } finally {
            secure.shutdown();
        }
    }

    @Test
    void afterShutdownNoThreadIsLeft() throws Exception {
        TcpTransport other = TcpTransport.of(TcpOptions.plaintext());
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = get(other.connect(peer.endpoint()));
            other.close(connection);

            other.shutdown();

            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("hawser-tcp") && thread.isAlive()));
        }
    }

    /** One transport may serve two pools, and one of them closes first. */
    @Test
    void aTransportWorksAgainAfterShutdown() throws Exception {
        try (Peer peer = Peer.echoing()) {
            transport.shutdown();

            assertThat(connect(peer.endpoint()).address()).isEqualTo(peer.endpoint().address());
        }
    }

    @Test
    void aProbeOfAQuietConnectionSucceeds() throws Exception {
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = connect(peer.endpoint());
            exchange(transport.lend(connection, new Lent()));

            transport.probe(connection).toCompletableFuture().get(5, SECONDS);

            exchange(transport.lend(connection, new Lent()));
        }
    }

    @Test
    void aProbeNoticesThatThePeerHasClosed() throws Exception {
        try (Peer peer = Peer.that(with -> with.in.readNBytes(1))) {
            TcpConnection connection = connect(peer.endpoint());
            transport.lend(connection, new Lent()).outputStream().write(1);
            await().until(() -> peer.sockets.peek().isClosed());

            assertThatThrownBy(() -> get(transport.probe(connection)))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the peer closed the connection");
        }
    }

    @Test
    void aProbeNoticesAReset() throws Exception {
        try (Peer peer = Peer.that(Peer.Conversation::readAndReset)) {
            TcpConnection connection = connect(peer.endpoint());
            transport.lend(connection, new Lent()).outputStream().write(1); // or the reset might meet the connect itself
            await().until(() -> peer.sockets.peek() != null && peer.sockets.peek().isClosed());

            assertThatThrownBy(() -> get(transport.probe(connection))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aProbeNoticesBytesThatNobodyAskedFor() throws Exception {
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = connect(peer.endpoint());
            TcpConnection lent = transport.lend(connection, new Lent());
            lent.outputStream().write(1);
            await().until(() -> lent.inputStream().available() > 0);

            assertThatThrownBy(() -> get(transport.probe(connection)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unread bytes");
        }
    }

    @Test
    void aGreetingSurvivesProbesAndReachesTheFirstHolder() throws Exception {
        try (Peer peer = Peer.that(with -> {
            with.out.write("220 ready".getBytes(UTF_8));
            with.stay();
        })) {
            TcpConnection connection = connect(peer.endpoint());
            await().until(() -> connection.inputStream().available() > 0);
            get(transport.probe(connection));
            get(transport.probe(connection));

            TcpConnection lent = transport.lend(connection, new Lent());

            assertThat(lent.inputStream().readNBytes(9)).isEqualTo("220 ready".getBytes(UTF_8));
        }
    }

    @Test
    void anApplicationProbeIsAskedAndMayReadItsAnswer() throws Exception {
        TcpTransport asking = TcpTransport.of(TcpOptions.plaintext()
                .withProbe(TcpTransportTest::exchange, Duration.ofSeconds(5)));
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = get(asking.connect(peer.endpoint()));

            get(asking.probe(connection));
            get(asking.probe(connection));
        } finally {
            asking.shutdown();
        }
    }

    @Test
    void anApplicationProbeThatIsNotAnsweredEndsAtItsTimeout() throws Exception {
        TcpTransport asking = TcpTransport.of(TcpOptions.plaintext()
                .withProbe(TcpTransportTest::exchange, Duration.ofMillis(100)));
        try (Peer peer = Peer.silent()) {
            TcpConnection connection = get(asking.connect(peer.endpoint()));

            assertThatThrownBy(() -> get(asking.probe(connection)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("probe not answered within 100ms");
        } finally {
            asking.shutdown();
        }
    }

    @Test
    void aReadThatTimesOutBreaksTheConnection() throws Exception {
        try (Peer peer = Peer.silent()) {
            Lent lease = new Lent();
            TcpConnection lent = transport.lend(connect(peer.endpoint()), lease);
            lent.setReadTimeout(Duration.ofMillis(20));

            assertThatThrownBy(() -> lent.inputStream().read()).isInstanceOf(SocketTimeoutException.class);

            assertThat(lease.cause.get()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theReadTimeoutOfOneLeaseIsNotThatOfTheNext() throws Exception {
        try (Peer peer = Peer.silent()) {
            TcpConnection connection = connect(peer.endpoint());
            transport.lend(connection, new Lent()).setReadTimeout(Duration.ofMillis(20));

            TcpConnection next = transport.lend(connection, new Lent());

            assertThat(next.socket().getSoTimeout()).isZero();
        }
    }

    @Test
    void theEndOfTheStreamBreaksTheConnection() throws Exception {
        try (Peer peer = Peer.that(with -> {})) {
            Lent lease = new Lent();
            TcpConnection lent = transport.lend(connect(peer.endpoint()), lease);

            assertThat(lent.inputStream().read()).isEqualTo(-1);

            assertThat(lease.cause.get()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aResetBreaksTheConnection() throws Exception {
        try (Peer peer = Peer.that(with -> {
            with.in.read();
            with.reset();
        })) {
            Lent lease = new Lent();
            TcpConnection lent = transport.lend(connect(peer.endpoint()), lease);
            lent.outputStream().write(1);

            assertThatThrownBy(() -> lent.inputStream().read()).isInstanceOf(IOException.class);

            assertThat(lease.cause.get()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void afterTheLeaseHasEndedEveryCallSaysSo() throws Exception {
        try (Peer peer = Peer.echoing()) {
            Lent lease = new Lent();
            TcpConnection lent = transport.lend(connect(peer.endpoint()), lease);
            InputStream in = lent.inputStream();
            lease.open = false;

            List<ThrowingCallable> calls = List.of(
                    in::read,
                    in::available,
                    () -> lent.outputStream().write(1),
                    () -> lent.read(ByteBuffer.allocate(1)),
                    () -> lent.write(ByteBuffer.allocate(1)),
                    lent::socket,
                    lent::session,
                    lent::remoteAddress,
                    () -> lent.setReadTimeout(Duration.ZERO));

            assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended (expected: use before close or discard)"));
        }
    }

    @Test
    void bytesLeftUnreadByOneHolderNeverReachTheNext() throws Exception {
        try (Peer peer = Peer.echoing()) {
            TcpConnection connection = connect(peer.endpoint());
            TcpConnection first = transport.lend(connection, new Lent());
            first.outputStream().write("mine".getBytes(UTF_8));
            await().until(() -> first.inputStream().available() == 4);
            Lent second = new Lent();

            TcpConnection next = transport.lend(connection, second);

            assertThat(second.cause.get()).hasMessageContaining("unread bytes");
            assertThatThrownBy(() -> next.inputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unread bytes");
        }
    }

    /** Whoever gives a lease back while a thread of theirs still reads would have that thread take the next answer. */
    @Test
    void aReadLeftHangingByOneHolderTakesNothingFromTheNext() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            answer.await();
            with.out.write('x');
            with.stay();
        })) {
            TcpConnection connection = connect(peer.endpoint());
            Lent first = new Lent();
            TcpConnection lent = transport.lend(connection, first);
            CompletableFuture<Integer> hanging = new CompletableFuture<>();
            transport.crew().run(() -> {
                try {
                    hanging.complete(lent.inputStream().read());
                } catch (IOException | RuntimeException e) {
                    hanging.completeExceptionally(e);
                }
            });
            await().until(() -> connection.wire().callsUnderWay() == 1);
            first.open = false;
            Lent second = new Lent();

            TcpConnection next = transport.lend(connection, second);
            answer.countDown();

            assertThat(second.cause.get()).hasMessageContaining("still under way");
            assertThatThrownBy(() -> next.outputStream().write(1)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(hanging))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ended during the read");
        }
    }

    @Test
    void closingAConnectionEndsACallThatHangsInIt() throws Exception {
        try (Peer peer = Peer.silent()) {
            TcpConnection connection = connect(peer.endpoint());
            TcpConnection lent = transport.lend(connection, new Lent());
            CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> {
                try {
                    lent.inputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().until(() -> connection.wire().callsUnderWay() == 1);

            transport.close(connection);

            assertThatThrownBy(() -> hanging.get(5, SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void aSlowAndSlicedPathLosesNothing() throws Exception {
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port())) {
            proxy.set(f -> f.withSlice(1).withLatency(Duration.ofNanos(1)));
            TcpConnection lent = transport.lend(connect(proxy.endpoint()), new Lent());
            byte[] sent = new byte[1_000];
            new Random(7).nextBytes(sent);

            lent.outputStream().write(sent);

            assertThat(lent.inputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
    }

    private TcpConnection connect(Endpoint endpoint) throws Exception {
        return get(transport.connect(endpoint));
    }

    static void exchange(TcpConnection connection) throws IOException {
        connection.outputStream().write("ping".getBytes(UTF_8));
        assertThat(connection.inputStream().readNBytes(4)).isEqualTo("ping".getBytes(UTF_8));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(10, SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    /** A lease that a test ends by hand. */
    static final class Lent implements Hold {
        volatile boolean open = true;
        final AtomicReference<Throwable> cause = new AtomicReference<>();

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void invalidate(Throwable why) {
            cause.compareAndSet(null, why);
        }
    }
}
