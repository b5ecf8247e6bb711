// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.TestCertificates;
import dev.hawser.grpc.channel.TestCertificates.Leaf;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main statements of section E against real servers. */
@Timeout(60)
class RegistryServersTest {

    private static final EchoRequest HELLO =
            EchoRequest.newBuilder().setText("hello").build();

    private final EchoServer one = EchoServer.start("one");
    private final EchoServer two = EchoServer.start("two");
    private final ChannelRegistry registry = ChannelRegistry.of(ChannelOptions.plaintext());

    @AfterEach
    void stop() {
        registry.close();
        one.close();
        two.close();
    }

    private static String ask(ManagedChannel channel) {
        return EchoGrpc.newBlockingStub(channel).unary(HELLO).getServer();
    }

    @Test
    void aStubFollowsItsNameToAnotherAddress() {
        registry.register("echo", one.address().toString());
        ManagedChannel channel = registry.get("echo").orElseThrow();
        assertThat(ask(channel)).isEqualTo("one");

        registry.register("echo", two.address().toString());

        assertThat(ask(channel)).isEqualTo("two");
    }

    @Test
    void aCallInFlightEndsWhereItBeganWhenItsNameMoves() {
        registry.register("echo", one.address().toString());
        Replies replies = new Replies();
        StreamObserver<EchoRequest> requests =
                EchoGrpc.newStub(registry.get("echo").orElseThrow()).bidi(replies);
        requests.onNext(HELLO);
        await().until(() -> replies.servers.size() == 1);

        registry.register("echo", two.address().toString());
        requests.onNext(HELLO);
        requests.onCompleted();

        await().until(() -> replies.ended.get() > 0);
        assertThat(replies.servers).containsExactly("one", "one");
        assertThat(replies.failures).isEmpty();
    }

    @Test
    void noCallFailsWhileItsNameMovesToAndFro() throws Exception {
        registry.register("echo", one.address().toString());
        ManagedChannel channel = registry.get("echo").orElseThrow();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> callers =
                List.of(caller(channel, over, answered, failures), caller(channel, over, answered, failures));
        callers.forEach(Thread::start);

        for (int i = 0; i < 50; i++) {
            int before = answered.get();
            registry.register("echo", (i % 2 == 0 ? two : one).address().toString());
            await().until(() -> answered.get() >= before + 2 || !failures.isEmpty());
        }
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failures).isEmpty();
    }

    private static Thread caller(
            ManagedChannel channel, AtomicBoolean over, AtomicInteger answered, List<Throwable> failures) {
        return new Thread(() -> {
            while (!over.get()) {
                try {
                    ask(channel);
                    answered.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        });
    }

    @Test
    void aCallUnderANameThatIsGoneSaysSo() {
        registry.register("echo", one.address().toString());
        ManagedChannel channel = registry.get("echo").orElseThrow();
        registry.unregister("echo");

        assertThatThrownBy(() -> ask(channel))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                .hasMessageContaining("module not available: echo");
    }

    @Test
    void aDnsTargetIsResolved() {
        registry.register("echo", "dns:///127.0.0.1:" + one.address().port());

        assertThat(ask(registry.get("echo").orElseThrow())).isEqualTo("one");
    }

    @Test
    void callsGoRoundTheAddressesOfATarget() {
        registry.register("echo", "static:" + one.address() + "," + two.address());
        ManagedChannel channel = registry.get("echo").orElseThrow();
        await().until(() -> !ask(channel).equals(ask(channel)));

        List<String> answers = Stream.generate(() -> ask(channel)).limit(10).toList();

        assertThat(answers).isIn(turns("one", "two"), turns("two", "one"));
    }

    private static List<String> turns(String first, String second) {
        return Stream.iterate(first, name -> name.equals(first) ? second : first)
                .limit(10)
                .toList();
    }

    @Test
    void closingLeavesNoThread() {
        ChannelRegistry leaving = ChannelRegistry.builder(ChannelOptions.plaintext())
                .name("leaving")
                .following(new ScriptedNames())
                .build();
        leaving.register("echo", one.address().toString());
        ask(leaving.get("echo").orElseThrow());
        assertThat(threadsOf("leaving")).isNotEmpty();

        leaving.close();
        leaving.close();

        await().untilAsserted(() -> assertThat(threadsOf("leaving")).isEmpty());
    }

    private static List<Thread> threadsOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().contains(name))
                .toList();
    }

    @Test
    void whoWaitsForAConnectionGetsOne() throws Exception {
        registry.register("echo", one.address().toString());
        assertThat(registry.health()).containsEntry("echo", ConnectivityState.IDLE);

        ManagedChannel channel = registry.awaitReady("echo", Duration.ofSeconds(20));

        assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void theHealthCheckBringsBackWhoWasAway() {
        registry.register("echo", one.address().toString());
        ManagedChannel channel = registry.get("echo").orElseThrow();
        Address address = one.address();
        ask(channel);
        one.close();
        await().until(() -> channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE);

        try (EchoServer successor = EchoServer.startAt(address, "three")) {
            await().until(() -> {
                registry.healthCheck();
                return channel.getState(false) == ConnectivityState.READY;
            });
            assertThat(ask(channel)).isEqualTo(successor.name);
        }
    }

    /** gRPC's own: 1 s, then 1.6 times as long, each give or take 20 %. */
    @Test
    void reconnectsWaitLongerEachTime() throws Exception {
        try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            List<Long> arrivals = new CopyOnWriteArrayList<>();
            Thread server = new Thread(() -> {
                try {
                    while (arrivals.size() < 3) {
                        hangsUp.accept().close();
                        arrivals.add(System.nanoTime());
                    }
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            });
            server.start();
            registry.register("echo", "127.0.0.1:" + hangsUp.getLocalPort());
            registry.get("echo").orElseThrow().getState(true);

            server.join();

            assertThat(TimeUnit.NANOSECONDS.toMillis(arrivals.get(1) - arrivals.get(0)))
                    .as("first wait")
                    .isBetween(700L, 10_000L);
            assertThat(TimeUnit.NANOSECONDS.toMillis(arrivals.get(2) - arrivals.get(1)))
                    .as("second wait")
                    .isBetween(1_100L, 10_000L);
        }
    }

    @Test
    void aRenewedCertificateIsShownAfterARenewal(@TempDir Path folder) throws Exception {
        try (Rotation rotation = new Rotation(folder, registry -> registry)) {
            ask(rotation.channel);
            rotation.rotate();
            rotation.registry.renew();
            ask(rotation.channel);

            assertThat(rotation.seen).containsExactly("CN=client1", "CN=client2");
        }
    }

    /** Nobody says that there is a new one: channels that are too old are replaced by such as read the files anew. */
    @Test
    void aRenewedCertificateIsShownByItselfWhereChannelsHaveAMaximumAge(@TempDir Path folder) throws Exception {
        try (Rotation rotation = new Rotation(
                folder, registry -> registry.maxAge(Duration.ofMillis(200)).healthPeriod(Duration.ofMillis(100)))) {
            ask(rotation.channel);
            assertThat(rotation.seen).containsExactly("CN=client1");
            rotation.rotate();

            await().until(() -> {
                ask(rotation.channel);
                return rotation.seen.contains("CN=client2");
            });
        }
    }

    /** A registry that shows a certificate to a server that wants one and writes down whose it was, at each call. */
    private static final class Rotation implements AutoCloseable {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final ChannelRegistry registry;
        final ManagedChannel channel;
        private final EchoServer echo;
        private final Leaf second;
        private final Path certificate;
        private final Path key;

        Rotation(Path folder, UnaryOperator<ChannelRegistryBuilder> options) throws Exception {
            TestCertificates ours = new TestCertificates(folder, "testca");
            Leaf server = ours.leaf("server", "DNS:localhost", 30);
            Leaf first = ours.leaf("client1", "URI:spiffe://t/client1", 30);
            second = ours.leaf("client2", "URI:spiffe://t/client2", 30);
            certificate = copy(first.certificate(), folder.resolve("current.pem"));
            key = copy(first.key(), folder.resolve("current.key"));
            echo = EchoServer.start("tls", ours.mutualServer(server), builder -> builder.intercept(new Witness(seen)));
            registry = options.apply(
                            ChannelRegistry.builder(ChannelOptions.mutualTls(ours.authority(), certificate, key)))
                    .build();
            registry.register("echo", "localhost:" + echo.address().port());
            channel = registry.get("echo").orElseThrow();
        }

        void rotate() throws java.io.IOException {
            copy(second.certificate(), certificate);
            copy(second.key(), key);
        }

        @Override
        public void close() {
            registry.close();
            echo.close();
        }
    }

    private static Path copy(Path from, Path to) throws java.io.IOException {
        return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes down whom the server sees. */
    private record Witness(List<String> seen) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            try {
                X509Certificate client = (X509Certificate) call.getAttributes()
                        .get(Grpc.TRANSPORT_ATTR_SSL_SESSION)
                        .getPeerCertificates()[0];
                seen.add(client.getSubjectX500Principal().getName());
            } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
                seen.add("nobody");
            }
            return next.startCall(call, headers);
        }
    }

    private static final class Replies implements StreamObserver<EchoReply> {
        private final List<String> servers = new CopyOnWriteArrayList<>();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger ended = new AtomicInteger();

        @Override
        public void onNext(EchoReply reply) {
            servers.add(reply.getServer());
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
            ended.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            ended.incrementAndGet();
        }
    }
}
