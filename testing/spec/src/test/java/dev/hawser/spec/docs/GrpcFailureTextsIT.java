// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static dev.hawser.spec.docs.FailureTexts.documented;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hawser.call.Idempotence;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.NodeOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.testkit.ChaosProxy;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC texts in docs/failure-modes.md are those that users get: as in {@link FailureTextsIT}, with real servers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrpcFailureTextsIT {
    private static final HealthCheckRequest REQUEST = HealthCheckRequest.getDefaultInstance();
    private static final ServerCredentials PLAINTEXT = InsecureServerCredentials.create();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Scripted service = new Scripted();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void everyEndpointIsDown() throws Exception {
        documented(failure(stub(channel(freePort(), ChannelOptions.plaintext(), b -> b))));
    }

    @Test
    void theDeadlineEndsTheWaitForAnEndpointThatIsDown() throws Exception {
        HealthBlockingStub stub = stub(channel(freePort(), ChannelOptions.plaintext(), b -> b));

        documented(failure(stub.withWaitForReady().withDeadlineAfter(300, TimeUnit.MILLISECONDS)));
    }

    @Test
    void theDeadlineEndsTheWaitForAConnect() throws Exception {
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        opened.add(silent);
        HealthBlockingStub stub = stub(channel(silent.getLocalPort(), ChannelOptions.plaintext(), b -> b));

        documented(failure(stub.withDeadlineAfter(200, TimeUnit.MILLISECONDS)));
    }

    @Test
    void theServerIsSilent() throws Exception {
        service.silent = true;
        HealthBlockingStub stub = stub(channel(serve(PLAINTEXT), ChannelOptions.plaintext(), b -> b));

        Throwable failure = failure(stub.withDeadlineAfter(200, TimeUnit.MILLISECONDS));

        assertThat(failure).hasMessageContaining("(the deadline has passed)");
    }

    @Test
    void notIdempotent() throws Exception {
        service.answer = Status.UNAVAILABLE.withDescription("shutting down");

        documented(failure(stub(channel(serve(PLAINTEXT), ChannelOptions.plaintext(), b -> b))));
    }

    @Test
    void attemptsUsedUp() throws Exception {
        service.answer = Status.UNAVAILABLE.withDescription("shutting down");

        documented(failure(
                stub(channel(serve(PLAINTEXT), ChannelOptions.plaintext(), b -> b.idempotent(method -> true)))));
    }

    @Test
    void retryBudgetUsedUp() throws Exception {
        service.answer = Status.UNAVAILABLE.withDescription("shutting down");
        RetryBudget none =
                RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), System.nanoTime());

        documented(failure(stub(channel(
                serve(PLAINTEXT),
                ChannelOptions.plaintext(),
                b -> b.idempotent(method -> true).budget(none)))));
    }

    @Test
    void theServerDiesUnderACall() throws Exception {
        service.silent = true;
        ChaosProxy proxy = ChaosProxy.to(serve(PLAINTEXT));
        opened.add(0, proxy);
        var call = HealthGrpc.newFutureStub(channel(proxy.port(), ChannelOptions.plaintext(), b -> b))
                .check(REQUEST);
        service.asked.acquire();
        proxy.resetAll();

        documented(requireNonNull(catchThrowable(call::get).getCause()));
    }

    /** {@code shutdownNow} of grpc-java resets the streams: its clients cannot tell that from a caller who gave up. */
    @Test
    void theServerIsStoppedUnderACall() throws Exception {
        service.silent = true;
        var call = HealthGrpc.newFutureStub(channel(serve(PLAINTEXT), ChannelOptions.plaintext(), b -> b))
                .check(REQUEST);
        service.asked.acquire();
        requireNonNull(service.server).shutdownNow();

        documented(requireNonNull(catchThrowable(call::get).getCause()));
    }

    @Test
    void ejected() throws Exception {
        service.answer = Status.UNAVAILABLE.withDescription("shutting down");
        int port = serve(PLAINTEXT);
        int other = serve(PLAINTEXT);
        PooledChannel channel = channel(
                "static:127.0.0.1:" + port + ",127.0.0.1:" + other,
                ChannelOptions.plaintext(),
                b -> b.outliers(OutlierOptions.defaults().withConsecutiveFailures(2)));
        HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel.at(new Address("127.0.0.1", port)));
        failure(stub);
        failure(stub);

        documented(channel.snapshot().endpoints().stream()
                .filter(endpoint -> endpoint.endpoint().address().port() == port)
                .map(endpoint -> endpoint.why())
                .findFirst()
                .orElseThrow());
    }

    @Test
    void saturated() throws Exception {
        service.silent = true;
        PooledChannel channel = channel(
                serve(PLAINTEXT),
                ChannelOptions.plaintext(),
                b -> b.sharing(SharingOptions.defaults().withConnections(1, 1).withInFlight(1, 1)));
        HealthGrpc.newFutureStub(channel).check(REQUEST);
        service.asked.acquire();

        documented(failure(stub(channel).withDeadlineAfter(200, TimeUnit.MILLISECONDS)));
    }

    /** It once told of the last attempt alone, as "attempts used up (1 of 1)". */
    @Test
    void anOperationOnAClusterTellsAllItsAttempts() throws Exception {
        service.answer = Status.UNAVAILABLE.withDescription("shutting down");
        ClusterPool<HealthBlockingStub> cluster = ClusterPool.<HealthBlockingStub>builder(HealthGrpc::newBlockingStub)
                .seeds("127.0.0.1:" + serve(PLAINTEXT))
                .nodes(NodeOptions.plaintext().withoutChecks())
                .retry(RetryPolicy.CLUSTER.withMaxAttempts(2))
                .build();
        opened.add(0, () -> cluster.close(Duration.ZERO));

        documented(catchThrowable(() -> cluster.execute(Idempotence.IDEMPOTENT, node -> node.check(REQUEST))));
    }

    @Test
    void closed() throws Exception {
        PooledChannel channel = channel(freePort(), ChannelOptions.plaintext(), b -> b);
        channel.close();

        documented(failure(stub(channel)));
    }

    @Test
    void notAnEndpoint() throws Exception {
        PooledChannel channel = channel(freePort(), ChannelOptions.plaintext(), b -> b);

        documented(failure(HealthGrpc.newBlockingStub(channel.at(new Address("127.0.0.1", 1)))));
    }

    @Test
    void theServerSpeaksPlaintext() throws Exception {
        documented(failure(stub(channel(serve(PLAINTEXT), ChannelOptions.tls(), b -> b))));
    }

    @Test
    void theServersCertificate() throws Exception {
        certificates("ca", "DNS:kv.example.com");
        int port = serve(tls().build());
        ChannelOptions trusting = ChannelOptions.tls(folder.resolve("ca.pem"));

        documented(failure(stub(channel(port, trusting, b -> b))));
        documented(failure(stub(channel(port, ChannelOptions.tls().withAuthority("kv.example.com"), b -> b))));
    }

    @Test
    void ourCertificateIsMissing() throws Exception {
        certificates("ca", "IP:127.0.0.1");
        int port = serve(tls().trustManager(folder.resolve("ca.pem").toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build());

        documented(failure(stub(channel(port, ChannelOptions.tls(folder.resolve("ca.pem")), b -> b))));
    }

    private TlsServerCredentials.Builder tls() throws IOException {
        return TlsServerCredentials.newBuilder()
                .keyManager(
                        folder.resolve("kv.pem").toFile(),
                        folder.resolve("kv.key").toFile());
    }

    /** Of an authority made for this test, by the openssl command; without it the test is skipped. */
    private void certificates(String authority, String name) throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + authority + " -keyout ca.key -out ca.pem");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=kv -keyout kv.key -out kv.pem"
                + " -CA ca.pem -CAkey ca.key -addext subjectAltName=" + name);
    }

    private void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        int exit = -1;
        try {
            exit = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("openssl.log").toFile())
                    .start()
                    .waitFor();
        } catch (IOException absent) {
            assumeThat(exit)
                    .as("skipped: there is no openssl command to make certificates with")
                    .isZero();
        }
        assertThat(exit).as(arguments).isZero();
    }

    private static Throwable failure(HealthBlockingStub stub) {
        Throwable thrown = catchThrowable(() -> stub.check(REQUEST));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static HealthBlockingStub stub(PooledChannel channel) {
        return HealthGrpc.newBlockingStub(channel);
    }

    private PooledChannel channel(int port, ChannelOptions options, UnaryOperator<PooledChannelBuilder> wishes) {
        return channel("static:127.0.0.1:" + port, options, wishes);
    }

    private PooledChannel channel(String target, ChannelOptions options, UnaryOperator<PooledChannelBuilder> wishes) {
        PooledChannel channel = wishes.apply(
                        PooledChannel.to(target).channel(options).name("kv").closeTimeout(Duration.ofMillis(100)))
                .build();
        opened.add(0, channel);
        return channel;
    }

    private int serve(ServerCredentials credentials) throws IOException {
        Server server = Grpc.newServerBuilderForPort(0, credentials)
                .addService(service)
                .build()
                .start();
        service.server = server;
        opened.add(server::shutdownNow);
        return server.getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Answers what the test says. */
    private static final class Scripted extends HealthGrpc.HealthImplBase {
        final Semaphore asked = new Semaphore(0);
        volatile Status answer = Status.OK;
        volatile boolean silent;
        volatile @Nullable Server server;

        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> responses) {
            if (!silent) {
                responses.onError(answer.asRuntimeException());
            }
            asked.release();
        }
    }
}
