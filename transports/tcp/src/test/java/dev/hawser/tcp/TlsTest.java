// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.TcpTransportTest.exchange;
import static dev.hawser.tcp.TcpTransportTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.tcp.Certificates.Leaf;
import dev.hawser.tcp.TcpTransportTest.Lent;
import dev.hawser.testkit.ChaosProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are made by openssl for this run. */
class TlsTest {

    @TempDir
    static Path folder;

    @TempDir
    static Path otherFolder;

    private static Certificates ours;
    private static Leaf server;
    private static Leaf client1;
    private static Leaf client2;

    private TcpTransport transport;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates.assumeOpenssl();
        ours = new Certificates(folder, "testca");
        server = ours.leaf("server", "DNS:localhost", 30);
        client1 = ours.leaf("client1", "URI:spiffe://t/client1", 30);
        client2 = ours.leaf("client2", "URI:spiffe://t/client2", 30);
    }

    @AfterEach
    void endThreads() {
        if (transport != null) {
            transport.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustedPeerIsSpokenTo(String version) throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting().withProtocols(List.of(version))));
        try (Peer peer = Peer.over(ours.server(server, false), Peer::echo)) {
            TcpConnection lent = transport.lend(connect(peer.named("localhost")), new Lent());

            exchange(lent);

            assertThat(lent.session().orElseThrow().getProtocol()).isEqualTo(version);
            assertThat(lent.socket()).isInstanceOf(SSLSocket.class);
        }
    }

    /** With TLS 1.3 the server's session tickets wait unread behind the handshake, and are not data. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void probesAndLeasesTellSessionTicketsFromData(String version) throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting().withProtocols(List.of(version))));
        try (Peer peer = Peer.over(ours.server(server, false), Peer::echo)) {
            TcpConnection connection = connect(peer.named("localhost"));
            for (int i = 0; i < 3; i++) {
                get(transport.probe(connection));
                Lent lease = new Lent();
                TcpConnection lent = transport.lend(connection, lease);
                assertThat(lease.cause.get()).isNull();
                if (i > 0) {
                    exchange(lent);
                }
            }
        }
    }

    @Test
    void aProbeNoticesAGoodByeAndUnreadData() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        try (Peer closing = Peer.over(ours.server(server, false), with -> with.in.readNBytes(1));
                Peer echoing = Peer.over(ours.server(server, false), Peer::echo)) {
            TcpConnection closed = connect(closing.named("localhost"));
            transport.lend(closed, new Lent()).outputStream().write(1);
            await().until(() -> closing.sockets.peek().isClosed());
            TcpConnection unread = connect(echoing.named("localhost"));
            transport.lend(unread, new Lent()).outputStream().write(1);
            await().until(() -> unread.wire().raw.getInputStream().available() > 0);

            assertThatThrownBy(() -> get(transport.probe(closed))).isInstanceOf(IOException.class);
            Lent next = new Lent();
            transport.lend(unread, next);
            assertThat(next.cause.get()).hasMessageContaining("unread bytes");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        Leaf wrong = ours.leaf("wrong", "DNS:other.example", 30);
        try (Peer peer = Peer.over(ours.server(wrong, false), Peer::echo)) {
            assertThatThrownBy(() -> connect(peer.named("localhost")))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("TLS handshake as 'localhost'")
                    .hasMessageContaining("No subject alternative DNS name matching localhost found");
        }
    }

    @Test
    void anEndpointGivenByAddressIsVerifiedByTheServerName() throws Exception {
        try (Peer peer = Peer.over(ours.server(server, false), Peer::echo)) {
            transport = TcpTransport.of(TcpOptions.tls(trusting()));
            assertThatThrownBy(() -> connect(peer.endpoint()))
                    .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found");
            transport.shutdown();

            transport = TcpTransport.of(TcpOptions.tls(trusting().withServerName("localhost")));
            exchange(transport.lend(connect(peer.endpoint()), new Lent()));
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() throws Exception {
        Certificates others = new Certificates(otherFolder, "otherca");
        transport = TcpTransport.of(TcpOptions.tls(TlsOptions.fromPem(others.authority())));
        try (Peer peer = Peer.over(ours.server(server, false), Peer::echo)) {
            assertThatThrownBy(() -> connect(peer.named("localhost")))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("unable to find valid certification path");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        Leaf expired = ours.leaf("expired", "DNS:localhost", -1);
        try (Peer peer = Peer.over(ours.server(expired, false), Peer::echo)) {
            assertThatThrownBy(() -> connect(peer.named("localhost")))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("validity check failed");
        }
    }

    @Test
    void aPeerThatSpeaksPlaintextIsCalledThat() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        try (Peer peer = Peer.that(with -> {
            with.out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            with.stay();
        })) {
            assertThatThrownBy(() -> connect(peer.named("localhost")))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("the peer does not speak TLS");
        }
    }

    @Test
    void aPeerThatIsSilentInTheHandshakeCostsTheHandshakeTimeoutAndNoMore() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting().withHandshakeTimeout(Duration.ofMillis(100))));
        try (Peer peer = Peer.silent()) {
            assertThatThrownBy(() -> connect(peer.endpoint()))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("TLS handshake not finished within 100ms");
        }
    }

    /** Each byte would start a time-out of the socket's anew. */
    @Test
    void aPeerThatTricklesTheHandshakeCostsNoMoreEither() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting().withHandshakeTimeout(Duration.ofMillis(100))));
        try (Peer peer = Peer.over(ours.server(server, false), Peer::echo);
                ChaosProxy proxy = ChaosProxy.to(peer.port())) {
            proxy.set(f -> f.withSlice(1).withLatency(Duration.ofMillis(20)));

            assertThatThrownBy(() -> connect(Endpoint.of("localhost:" + proxy.port())))
                    .hasMessageContaining("TLS handshake not finished within 100ms");
        }
    }

    /** With TLS 1.3 the client has finished before the server looks: the refusal comes with the first read. */
    @Test
    void aMissingClientCertificateIsRefusedByThePeer() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        try (Peer peer = Peer.over(ours.server(server, true), Peer::echo)) {
            assertThatThrownBy(() -> exchange(transport.lend(connect(peer.named("localhost")), new Lent())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void newConnectionsShowTheNewCertificateAfterARotation() throws Exception {
        Path certificate = copy(client1.certificate(), "rotating.pem");
        Path key = copy(client1.key(), "rotating.key");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        transport = TcpTransport.of(TcpOptions.tls(TlsOptions.fromPem(ours.authority(), certificate, key)));
        try (Peer peer = Peer.over(ours.server(server, true), with -> {
            seen.add(clientOf(with.socket));
            Peer.echo(with);
        })) {
            exchange(transport.lend(connect(peer.named("localhost")), new Lent()));
            copy(client2.certificate(), "rotating.pem");
            copy(client2.key(), "rotating.key");
            exchange(transport.lend(connect(peer.named("localhost")), new Lent()));

            assertThat(seen).containsExactly("CN=client1", "CN=client2");
        }
    }

    @Test
    void aHalfWrittenPairKeepsTheOldOne() throws Exception {
        Path certificate = copy(client1.certificate(), "half.pem");
        Path key = copy(client1.key(), "half.key");
        TlsOptions options = TlsOptions.fromPem(ours.authority(), certificate, key);
        SSLContext first = options.context().context();

        copy(client2.certificate(), "half.pem");
        assertThat(options.context().context()).isSameAs(first);
        Files.writeString(key, Files.readString(client2.key()).substring(0, 60));
        assertThat(options.context().context()).isSameAs(first);
        Files.delete(key);
        assertThat(options.context().context()).isSameAs(first);

        copy(client2.key(), "half.key");
        SSLContext second = options.context().context();
        assertThat(second).isNotSameAs(first);
        assertThat(options.context().context()).isSameAs(second);
    }

    @Test
    void filesThatDoNotFitAreRefusedAtTheStartWithoutShowingWhatIsInThem() throws Exception {
        String secret =
                Files.readString(client2.key()).lines().skip(1).findFirst().orElseThrow();

        assertThatThrownBy(() -> TlsOptions.fromPem(ours.authority(), client1.certificate(), client2.key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the private key does not belong to the certificate")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> TlsOptions.fromPem(client1.key())).isInstanceOf(IOException.class);
        Path rsa = folder.resolve("old.key");
        ours.openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", "old.key");
        assertThatThrownBy(() -> TlsOptions.fromPem(ours.authority(), client1.certificate(), rsa))
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ed25519"})
    void otherKindsOfKeysAreRead(String kind) throws Exception {
        String name = kind.substring(0, 3);
        ours.openssl(
                "req",
                "-x509",
                "-newkey",
                kind,
                "-nodes",
                "-keyout",
                name + ".k",
                "-out",
                name + ".p",
                "-subj",
                "/CN=x");
        ours.openssl("pkcs8", "-topk8", "-nocrypt", "-in", name + ".k", "-out", name + ".key");

        TlsOptions options =
                TlsOptions.fromPem(ours.authority(), folder.resolve(name + ".p"), folder.resolve(name + ".key"));

        assertThat(options.context().context()).isNotNull();
    }

    @Test
    void olderVersionsThanOnePointTwoCannotBeChosen() {
        assertThatThrownBy(() -> TlsOptions.system().withProtocols(List.of("TLSv1.1")))
                .hasMessage("protocols: [TLSv1.1] (expected: some of [TLSv1.3, TLSv1.2])");
    }

    @Test
    void closingAConnectionSaysGoodBye() throws Exception {
        transport = TcpTransport.of(TcpOptions.tls(trusting()));
        Queue<Integer> ends = new ConcurrentLinkedQueue<>();
        try (Peer peer = Peer.over(ours.server(server, false), with -> ends.add(with.in.read()))) {
            TcpConnection connection = connect(peer.named("localhost"));

            transport.close(connection);

            // Without a good-bye the server's read throws instead of ending.
            await().until(() -> !ends.isEmpty() || !peer.failures.isEmpty());
            assertThat(peer.failures).isEmpty();
            assertThat(ends).containsExactly(-1);
        }
    }

    private static TlsOptions trusting() throws IOException {
        return TlsOptions.fromPem(ours.authority());
    }

    private TcpConnection connect(Endpoint endpoint) throws Exception {
        return get(transport.connect(endpoint));
    }

    private static Path copy(Path from, String to) throws IOException {
        return Files.copy(from, folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String clientOf(java.net.Socket socket) throws IOException {
        X509Certificate shown =
                (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }
}
