// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static dev.hawser.grpc.channel.Connecting.localhost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.channel.TestCertificates.Leaf;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server; certificates are made by openssl for this run. */
class GrpcTlsTest {

    @TempDir
    static Path folder;

    @TempDir
    static Path otherFolder;

    private static TestCertificates ours;
    private static TestCertificates others;
    private static Leaf server;
    private static Leaf client1;
    private static Leaf client2;
    private static ChannelOptions trusting;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = new TestCertificates(folder, "testca");
        others = new TestCertificates(otherFolder, "otherca");
        server = ours.leaf("server", "DNS:localhost", 30);
        client1 = ours.leaf("client1", "URI:spiffe://t/client1", 30);
        client2 = ours.leaf("client2", "URI:spiffe://t/client2", 30);
        trusting = ChannelOptions.tls(ours.authority());
    }

    @Test
    void anEndpointGivenByAddressIsVerifiedByTheAuthorityOfTheOptions() throws Exception {
        try (EchoServer echo = EchoServer.start("a", ours.server(server), builder -> {});
                Connecting byAddress = new Connecting(trusting);
                Connecting byName = new Connecting(trusting.withAuthority("localhost"))) {
            assertThat(byAddress.failure(echo.endpoint()))
                    .hasMessage(
                            "connect to %s: TLS handshake: No subject alternative names matching IP address"
                                    + " 127.0.0.1 found",
                            echo.address());

            assertThat(Connecting.call(byName.to(echo.endpoint()))).isEqualTo("hi");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        Leaf wrong = ours.leaf("wrong", "DNS:other.example", 30);

        assertThat(failure(ours.server(wrong), trusting))
                .hasMessageContaining("TLS handshake: No subject alternative DNS name matching localhost found");
    }

    @Test
    void anUnknownAuthorityIsRefused() throws Exception {
        assertThat(failure(ours.server(server), ChannelOptions.tls(others.authority())))
                .hasMessageContaining("TLS handshake: unable to find valid certification path");
    }

    /** Without files it is the JDK's authorities that count, and they know nothing of ours. */
    @Test
    void theAuthoritiesOfTheJdkAreTheDefault() throws Exception {
        assertThat(failure(ours.server(server), ChannelOptions.tls()))
                .hasMessageContaining("TLS handshake: unable to find valid certification path");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Leaf expired = ours.leaf("expired", "DNS:localhost", -1);

        assertThat(failure(ours.server(expired), trusting))
                .hasMessageContaining("TLS handshake: validity check failed: NotAfter");
    }

    @Test
    void aServerThatSpeaksPlaintextIsCalledThat() throws Exception {
        try (EchoServer echo = EchoServer.start("a");
                Connecting connecting = new Connecting(trusting)) {
            assertThat(connecting.failure(localhost(echo)))
                    .hasMessageEndingWith(": TLS handshake: the peer does not speak TLS");
        }
    }

    @Test
    void aServerThatExpectsTlsIsNotSpokenToWithout() throws Exception {
        assertThat(failure(ours.server(server), ChannelOptions.plaintext())
                        .status()
                        .getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    /** gRPC waits for the server's SETTINGS, so even with TLS 1.3 the refusal comes before the channel is ready. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aMissingClientCertificateIsSaidToBeWanted(String version) throws Exception {
        assertThat(failure(mutual(version), trusting))
                .hasMessageContaining("want")
                .hasMessageContaining("certificate");
    }

    /** The client does not even show it: it is not of an authority that the server has named. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientCertificateOfAnotherAuthorityIsRefused(String version) throws Exception {
        Leaf stranger = others.leaf("stranger", "URI:spiffe://t/stranger", 30);
        ChannelOptions options = ChannelOptions.mutualTls(ours.authority(), stranger.certificate(), stranger.key());

        assertThat(failure(mutual(version), options)).hasMessageContaining("TLS handshake: ");
    }

    /** Story: a session that was resumed showed the server the old identity for as long as the session lived. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServerSeesTheNewIdentityOnTheNextConnectionAfterARotation(String version) throws Exception {
        Path certificate = copy(client1.certificate(), "rotating-" + version + ".pem");
        Path key = copy(client1.key(), "rotating-" + version + ".key");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ClientIdentities identities = new ClientIdentities(seen::add);
        try (EchoServer echo = EchoServer.start("a", mutual(version), builder -> builder.intercept(identities));
                Connecting connecting = new Connecting(ChannelOptions.mutualTls(ours.authority(), certificate, key))) {
            Connecting.call(connecting.named(echo));
            Connecting.call(connecting.named(echo));

            copy(client2.certificate(), certificate.getFileName().toString());
            copy(client2.key(), key.getFileName().toString());
            Connecting.call(connecting.named(echo));
            Connecting.call(connecting.named(echo));

            assertThat(seen)
                    .containsExactly(
                            version + " CN=client1",
                            version + " CN=client1",
                            version + " CN=client2",
                            version + " CN=client2");
        }
    }

    @Test
    void aHalfWrittenPairKeepsTheOldOne() throws Exception {
        Path certificate = copy(client1.certificate(), "half.pem");
        Path key = copy(client1.key(), "half.key");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ClientIdentities identities = new ClientIdentities(seen::add);
        try (EchoServer echo = EchoServer.start("a", mutual("TLSv1.3"), builder -> builder.intercept(identities));
                Connecting connecting = new Connecting(ChannelOptions.mutualTls(ours.authority(), certificate, key))) {
            copy(client2.certificate(), "half.pem");
            Connecting.call(connecting.named(echo));
            Files.writeString(key, Files.readString(client2.key()).substring(0, 60));
            Connecting.call(connecting.named(echo));
            Files.delete(key);
            Connecting.call(connecting.named(echo));
            copy(client2.key(), "half.key");
            Connecting.call(connecting.named(echo));

            assertThat(seen)
                    .containsExactly(
                            "TLSv1.3 CN=client1", "TLSv1.3 CN=client1", "TLSv1.3 CN=client1", "TLSv1.3 CN=client2");
        }
    }

    @Test
    void filesThatDoNotFitAreRefusedAtTheStart() {
        assertThatThrownBy(() -> ChannelOptions.mutualTls(ours.authority(), client1.certificate(), client2.key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the private key does not belong to the certificate");
    }

    /** Credentials that cannot be had are a failure to connect, not an exception in whoever asked. */
    @Test
    void credentialsThatCannotBeHadFailTheConnect() throws Exception {
        ChannelOptions broken = ChannelOptions.credentials(() -> {
            throw new IOException("vault is sealed");
        });
        try (Connecting connecting = new Connecting(broken)) {
            assertThat(connecting.failure(Endpoint.of("localhost:1")))
                    .hasMessage("connect to localhost:1: no channel can be made: java.io.IOException: vault is sealed");
        }
    }

    private static ConnectFailedException failure(ServerCredentials credentials, ChannelOptions options)
            throws Exception {
        try (EchoServer echo = EchoServer.start("a", credentials, builder -> {});
                Connecting connecting = new Connecting(options)) {
            ConnectFailedException failure = connecting.failure(localhost(echo));
            assertThat(failure.getMessage()).doesNotContain("\n", "Pipeline");
            return failure;
        }
    }

    private static ServerCredentials mutual(String version) throws Exception {
        return NettySslContextServerCredentials.create(GrpcSslContexts.forServer(
                        server.certificate().toFile(), server.key().toFile())
                .trustManager(ours.authority().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(version)
                .build());
    }

    private static Path copy(Path from, String to) throws IOException {
        return Files.copy(from, folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
