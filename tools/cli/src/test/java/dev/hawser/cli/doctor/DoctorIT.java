// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.Level;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.time.SystemTime;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The doctor's whole way, from the words of a user to findings, with real servers on the loopback address. */
@Tag("long")
@Timeout(120)
class DoctorIT {

    @TempDir
    private static Path folder;

    private static Openssl openssl;
    private static Openssl.Leaf good;

    private final SystemTime time = new SystemTime("test");
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Server> servers = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        openssl = new Openssl(folder);
        good = openssl.leaf("good", "IP:127.0.0.1,DNS:greeter.test", 90);
    }

    @AfterEach
    void endAll() {
        servers.forEach(Server::shutdownNow);
        time.close();
    }

    private String start(NettyServerBuilder builder) throws IOException {
        Server server = builder.build().start();
        servers.add(server);
        return "127.0.0.1:" + server.getPort();
    }

    private NettyServerBuilder plain() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(health.getHealthService());
    }

    private NettyServerBuilder secure(Openssl.Leaf leaf, ClientAuth auth) throws IOException {
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(leaf.certificate().toFile(), leaf.key().toFile())
                .trustManager(openssl.authority().toFile())
                .clientAuth(auth)
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .addService(health.getHealthService());
    }

    private List<Finding> examine(String target, String... options) throws InterruptedException {
        DoctorWords words = new DoctorWords();
        new CommandLine(words)
                .registerConverter(java.time.Duration.class, dev.hawser.cli.Durations::parse)
                .parseArgs(options);
        SpokenTarget spoken = SpokenTarget.parse(target);
        return new Doctor(words.plan(spoken), time, new CountDownLatch(1))
                .examine(Targets.parse(spoken.discovery()), (done, all) -> {})
                .findings();
    }

    private static List<String> texts(List<Finding> findings, Level level) {
        return findings.stream()
                .filter(finding -> finding.level() == level)
                .map(finding -> finding.check() + ": " + finding.text())
                .toList();
    }

    @Test
    void aHealthyServerInPlaintextIsFoundOutByAsking() throws Exception {
        List<Finding> findings = examine(start(plain()));

        assertThat(texts(findings, Level.FAIL)).isEmpty();
        assertThat(texts(findings, Level.WARN)).isEmpty();
        assertThat(texts(findings, Level.OK))
                .contains("protocol: HTTP/2 in plaintext", "health: SERVING")
                .anyMatch(
                        text -> text.startsWith("keepalive: it limits pings: GOAWAY ENHANCE_YOUR_CALM too_many_pings"));
    }

    @Test
    void aServerThatSaysItShouldGetNoCallsFails() throws Exception {
        health.setStatus("", ServingStatus.NOT_SERVING);

        assertThat(texts(examine(start(plain())), Level.FAIL)).containsExactly("health: NOT_SERVING");
    }

    @Test
    void aServerWithoutAHealthServiceIsAWarning() throws Exception {
        String address =
                start(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));

        List<Finding> findings = examine("grpc://" + address);

        assertThat(texts(findings, Level.FAIL)).isEmpty();
        assertThat(texts(findings, Level.WARN)).containsExactly("health: no health service");
    }

    @Test
    void tlsIsFoundOutByAskingAndItsCertificateIsLookedAt() throws Exception {
        List<Finding> findings = examine(
                start(secure(good, ClientAuth.NONE)),
                "--ca",
                openssl.authority().toString());

        assertThat(texts(findings, Level.FAIL)).isEmpty();
        assertThat(texts(findings, Level.OK))
                .contains("protocol: HTTP/2 over TLS", "certificate: it is valid for 127.0.0.1", "health: SERVING")
                .anyMatch(text -> text.startsWith("tls: TLSv1.3, ") && text.endsWith("ALPN h2"))
                .anyMatch(text -> text.startsWith("certificate: it expires in ") && text.contains("CN=good"));
    }

    /** Without --ca Java's authorities are asked, none of which has signed this one. */
    @Test
    void anAuthorityThatNobodyKnowsIsNamed() throws Exception {
        List<Finding> findings = examine(start(secure(good, ClientAuth.NONE)));

        assertThat(texts(findings, Level.FAIL))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("certificate: it is not trusted: ");
        assertThat(findings).anyMatch(finding -> finding.hint().contains("CN=doctors"));
    }

    @Test
    void anExpiredCertificateFailsOnceAndOneThatSoonWillIsAWarning() throws Exception {
        Openssl.Leaf expired = openssl.leaf("expired", "IP:127.0.0.1", -1);
        Openssl.Leaf soon = openssl.leaf("soon", "IP:127.0.0.1", 10);
        String authority = openssl.authority().toString();

        List<Finding> past = examine(start(secure(expired, ClientAuth.NONE)), "--ca", authority);
        List<Finding> near = examine(start(secure(soon, ClientAuth.NONE)), "--ca", authority);

        assertThat(texts(past, Level.FAIL)).hasSize(1).first().asString().startsWith("certificate: it expired at ");
        assertThat(texts(near, Level.FAIL)).isEmpty();
        assertThat(texts(near, Level.WARN)).hasSize(1).first().asString().startsWith("certificate: it expires in ");
    }

    @Test
    void aCertificateForAnotherNameFailsUnlessThatNameIsGiven() throws Exception {
        Openssl.Leaf other = openssl.leaf("other", "DNS:greeter.test", 90);
        String address = start(secure(other, ClientAuth.NONE));
        String authority = openssl.authority().toString();

        assertThat(texts(examine(address, "--ca", authority), Level.FAIL))
                .containsExactly("certificate: it is not valid for 127.0.0.1, but for greeter.test");
        List<Finding> named = examine(address, "--ca", authority, "--authority", "greeter.test");
        assertThat(texts(named, Level.FAIL)).isEmpty();
        assertThat(texts(named, Level.OK)).contains("health: SERVING");
    }

    @Test
    void aServerThatWantsACertificateSaysSoAndTakesOurs() throws Exception {
        String address = start(secure(good, ClientAuth.REQUIRE));
        Openssl.Leaf client = openssl.leaf("client", "DNS:client", 90);
        String authority = openssl.authority().toString();

        List<Finding> without = examine(address, "--ca", authority);
        List<Finding> with = examine(
                address,
                "--ca",
                authority,
                "--cert",
                client.certificate().toString(),
                "--key",
                client.key().toString());

        assertThat(texts(without, Level.FAIL))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("tls: a certificate of ours is wanted: ");
        assertThat(texts(with, Level.FAIL)).isEmpty();
        assertThat(texts(with, Level.OK))
                .contains("tls: the server asks for a certificate, and takes ours", "health: SERVING");
    }

    @Test
    void tlsToAServerInPlaintextIsExplained() throws Exception {
        List<Finding> findings = examine(start(plain()), "--tls");

        assertThat(texts(findings, Level.FAIL)).hasSize(1).first().asString().startsWith("tls: no handshake: ");
        assertThat(findings).anyMatch(finding -> finding.hint().contains("--plaintext"));
    }

    @Test
    void aServerThatIsNotThereFailsAndTheOthersAreLookedAt() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }

        List<Finding> findings = examine("grpc://127.0.0.1:" + nobody + "," + start(plain()));

        assertThat(texts(findings, Level.FAIL)).hasSize(1).first().asString().startsWith("connect: refused after ");
        assertThat(texts(findings, Level.OK)).contains("health: SERVING");
    }

    @Test
    void aRateLimitShowsOnlyWhenAskedFor() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        String address = start(plain().intercept(new ServerInterceptor() {
            @Override
            public <Q, P> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
                if (calls.incrementAndGet() > 5) {
                    call.close(Status.RESOURCE_EXHAUSTED, new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                return next.startCall(call, headers);
            }
        }));

        assertThat(texts(examine(address), Level.SKIP)).anyMatch(text -> text.startsWith("rate: not tried"));
        assertThat(texts(examine(address, "--rate", "20"), Level.FAIL))
                .hasSize(1)
                .first()
                .asString()
                .contains("refused with RESOURCE_EXHAUSTED");
    }

    @Test
    void anythingElseOverTcpIsConnectedToAndNoMore() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<Finding> findings = examine("127.0.0.1:" + other.getLocalPort(), "--protocol", "tcp");

            assertThat(texts(findings, Level.FAIL)).isEmpty();
            assertThat(texts(findings, Level.SKIP)).anyMatch(text -> text.contains("nothing was sent"));
        }
    }

    @Test
    void onlyTheFirstTwentyAreLookedAtAndThatIsSaid() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            StringBuilder target = new StringBuilder("static:");
            for (int n = 1; n <= 25; n++) {
                target.append(n == 1 ? "" : ",")
                        .append("127.0.0.")
                        .append(n)
                        .append(':')
                        .append(other.getLocalPort());
            }

            List<Finding> findings = examine(target.toString(), "--protocol", "tcp");

            assertThat(texts(findings, Level.SKIP))
                    .contains("endpoints: the first 20 of 25 are looked at; --all for all");
            assertThat(findings)
                    .filteredOn(finding -> finding.check().equals("connect"))
                    .hasSize(20);
        }
    }
}
