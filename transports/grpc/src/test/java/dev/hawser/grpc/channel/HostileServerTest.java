// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static dev.hawser.grpc.channel.Http2Wire.DATA;
import static dev.hawser.grpc.channel.Http2Wire.END_HEADERS;
import static dev.hawser.grpc.channel.Http2Wire.HEADERS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.channel.TestCertificates.Leaf;
import dev.hawser.testkit.ChaosProxy;
import dev.hawser.transport.tls.TlsFiles;
import dev.hawser.transport.tls.TlsMaterial;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F6, F9, F16, F19 and F21: servers that are silent, that break off, or that talk nonsense. */
class HostileServerTest {

    private static final int LARGEST_FRAME = 16 * 1024;

    @TempDir
    static Path folder;

    private Connecting connecting = new Connecting(ChannelOptions.plaintext());

    @AfterEach
    void close() {
        connecting.close();
    }

    /** The pool's connect timeout is a cancel. */
    @Test
    void aServerThatAcceptsAndIsSilentCostsACancelAndLeavesNothing() throws Exception {
        try (ScriptedHttp2Server silent = ScriptedHttp2Server.start(Http2Wire::beSilent)) {
            cancelled(silent, connecting, silent.endpoint());
        }
    }

    @Test
    void aServerThatIsSilentInTheTlsHandshakeCostsACancelAndLeavesNothing() throws Exception {
        connecting = new Connecting(ChannelOptions.tls());
        try (ScriptedHttp2Server silent = ScriptedHttp2Server.start(Http2Wire::beSilent)) {
            cancelled(silent, connecting, silent.endpoint());
        }
    }

    /** A finished handshake is not a connection: gRPC wants the server's SETTINGS. */
    @Test
    void aServerThatIsSilentAfterTheTlsHandshakeCostsACancelAndLeavesNothing() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "testca");
        connecting = new Connecting(ChannelOptions.tls(certificates.authority()));
        ServerSocket tls = tlsSocket(certificates, certificates.leaf("server", "DNS:localhost", 30));
        try (ScriptedHttp2Server silent = ScriptedHttp2Server.over(tls, Http2Wire::beSilent)) {
            cancelled(silent, connecting, silent.localhost());
        }
    }

    private static void cancelled(
            ScriptedHttp2Server server, Connecting connecting, dev.hawser.endpoint.Endpoint endpoint) {
        int attempts = 20;
        List<CompletableFuture<ManagedChannel>> begun = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            begun.add(connecting.begin(endpoint));
        }
        await().untilAsserted(() -> assertThat(server.connections).hasValue(attempts));
        assertThat(begun).noneMatch(CompletableFuture::isDone);
        assertThat(server.ended).hasValue(0);

        begun.forEach(attempt -> attempt.cancel(false));

        await().untilAsserted(() -> assertThat(server.ended).hasValue(attempts));
        assertThat(connecting.losses).isEmpty();
        assertThat(server.connections).hasValue(attempts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"})
    void aServerThatSpeaksAnotherProtocolIsCalledThat(String greeting) throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.raw(greeting.getBytes(US_ASCII));
            wire.beSilent();
        })) {
            assertThat(connecting.failure(server.endpoint()))
                    .hasMessageContaining("the peer does not speak HTTP/2: First received frame was not SETTINGS")
                    .satisfies(e -> assertThat(e.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
            await().untilAsserted(() -> assertThat(server.ended).hasValue(1));
        }
    }

    @Test
    void aServerThatClosesWithoutAWordIsCalledThat() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> wire.greetingOnly())) {
            assertThat(connecting.failure(server.endpoint()))
                    .hasMessageContaining("the peer closed the connection without a word (does it expect TLS?)");
        }
    }

    @Test
    void garbageOnALiveConnectionFailsItsCallsAndIsALoss() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.call();
            wire.raw("HTTP/1.1 502 Bad Gateway\r\n\r\n".getBytes(US_ASCII));
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(Connecting.statusOf(channel).isOk()).isFalse();

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            await().untilAsserted(() -> assertThat(server.ended).hasValue(1));
        }
    }

    /** The length is looked at before anything is read, let alone allocated. */
    @Test
    void aFrameLargerThanAllowedEndsTheConnection() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            int call = wire.call();
            wire.begin(call);
            wire.raw(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, DATA, 0, 0, 0, 0, (byte) call});
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            Status status = Connecting.statusOf(channel);

            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(FailureWords.of(status)).contains("Frame length: 16777215 exceeds maximum: 16384");
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            await().untilAsserted(() -> assertThat(server.ended).hasValue(1));
        }
    }

    /** 8 KiB is what gRPC tells the server; up to a quarter more it reads to the end, so that the connection can go on. */
    @Test
    void headersLargerThanAllowedFailTheCall() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(withHeadersOf(9_000))) {
            ManagedChannel channel = connecting.to(server.endpoint());

            Status status = Connecting.statusOf(channel);

            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(Connecting.statusOf(channel).isOk()).isTrue();
            assertThat(connecting.losses).isEmpty();
        }
    }

    @Test
    void headersFarLargerThanAllowedEndTheConnection() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(withHeadersOf(12_000))) {
            ManagedChannel channel = connecting.to(server.endpoint());

            Status status = Connecting.statusOf(channel);

            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(FailureWords.of(status)).contains("Header size exceeded max allowed size");
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            await().untilAsserted(() -> assertThat(server.ended).hasValue(1));
        }
    }

    private static ScriptedHttp2Server.Script withHeadersOf(int length) {
        return wire -> {
            wire.greet();
            byte[] headers = Http2Wire.headers(":status", "200", "x", "y".repeat(length));
            wire.send(HEADERS, END_HEADERS, wire.call(), headers);
            wire.answer(wire.call());
            wire.stay();
        };
    }

    /** The length that a message announces is looked at before it is waited for: one frame is all that is ever held. */
    @ParameterizedTest
    @ValueSource(ints = {5 * 1024 * 1024, Integer.MAX_VALUE, -1})
    void aMessageLargerThanAllowedFailsTheCallAndNotTheConnection(int length) throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            int call = wire.call();
            wire.begin(call);
            wire.send(DATA, 0, call, 0, length >> 24, length >> 16, length >> 8, length);
            wire.send(DATA, 0, call, new byte[LARGEST_FRAME]);
            wire.answer(wire.call());
            wire.stay();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            assertThat(Connecting.statusOf(channel).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

            assertThat(Connecting.statusOf(channel).isOk()).isTrue();
            assertThat(connecting.losses).isEmpty();
        }
    }

    @Test
    void aResetOfALiveConnectionIsALoss() throws Exception {
        try (ScriptedHttp2Server server = ScriptedHttp2Server.start(wire -> {
            wire.greet();
            wire.call();
            wire.reset();
        })) {
            ManagedChannel channel = connecting.to(server.endpoint());

            Status status = Connecting.statusOf(channel);

            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(server.connections).hasValue(1);
        }
    }

    /** No call is there to notice; the socket is. */
    @Test
    void aResetOfAConnectionWithoutCallsIsALoss() throws Exception {
        try (EchoServer server = EchoServer.start("a");
                ChaosProxy proxy = ChaosProxy.to(server.address().port())) {
            connecting.to(proxy.endpoint());

            proxy.resetAll();

            await().untilAsserted(() -> assertThat(connecting.losses).hasSize(1));
            assertThat(proxy.accepted()).isEqualTo(1);
        }
    }

    private static ServerSocket tlsSocket(TestCertificates certificates, Leaf leaf) throws Exception {
        TlsMaterial material = TlsFiles.mutual(certificates.authority(), leaf.certificate(), leaf.key())
                .current();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(material.keyManagers().toArray(new KeyManager[0]), null, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = server.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        server.setSSLParameters(parameters);
        return server;
    }
}
