// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.util.Objects.requireNonNull;

import dev.hawser.transport.tls.TlsFiles;
import dev.hawser.view.Settings;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How each connection is made.
 *
 * <p>Make one from {@link #tls()}, {@link #plaintext()} or {@link #credentials} and the {@code with…} methods; the
 * canonical constructor may gain components.
 *
 * @param credentials asked anew for each connection, so that a reloaded certificate is used from the next one on
 * @param factory begins the channel; absent begins one to the endpoint's address with the credentials
 * @param authority what the server calls itself, in place of the endpoint's host: needed with TLS where discovery gives
 *     IP addresses
 * @param keepAliveTime after how long without a byte from the peer, while calls are in flight, it is asked for a sign of
 *     life
 * @param keepAliveTimeout how long it may take to give one, before the connection counts as broken
 * @param maxInboundMessageSize in bytes
 * @param health how a server shows that it is fit
 * @param customizer last word on the channel's builder
 */
public record ChannelOptions(
        CredentialsSource credentials,
        Optional<ChannelFactory> factory,
        Optional<String> authority,
        Duration keepAliveTime,
        Duration keepAliveTimeout,
        int maxInboundMessageSize,
        HealthOptions health,
        UnaryOperator<ManagedChannelBuilder<?>> customizer) {

    public static final Duration DEFAULT_KEEP_ALIVE_TIME = Duration.ofSeconds(60);
    public static final Duration DEFAULT_KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);

    /** gRPC's own: 4 MiB. */
    public static final int DEFAULT_MAX_INBOUND_MESSAGE_SIZE = 4 * 1024 * 1024;

    private static final CredentialsSource TLS = TlsChannelCredentials::create;
    private static final CredentialsSource PLAINTEXT = InsecureChannelCredentials::create;
    private static final UnaryOperator<ManagedChannelBuilder<?>> AS_IT_IS = builder -> builder;

    /** gRPC raises what is shorter to this. */
    private static final Duration SHORTEST_KEEP_ALIVE_TIME = Duration.ofSeconds(10);

    public ChannelOptions {
        requireNonNull(credentials, "credentials");
        requireNonNull(factory, "factory");
        requireNonNull(authority, "authority");
        requireNonNull(health, "health");
        requireNonNull(customizer, "customizer");
        if (keepAliveTime.compareTo(SHORTEST_KEEP_ALIVE_TIME) < 0) {
            throw new IllegalArgumentException(
                    "keepAliveTime: " + keepAliveTime + " (expected: >= " + SHORTEST_KEEP_ALIVE_TIME + ")");
        }
        if (keepAliveTimeout.isNegative() || keepAliveTimeout.isZero()) {
            throw new IllegalArgumentException("keepAliveTimeout: " + keepAliveTimeout + " (expected: > 0)");
        }
        if (maxInboundMessageSize < 1) {
            throw new IllegalArgumentException("maxInboundMessageSize: " + maxInboundMessageSize + " (expected: >= 1)");
        }
    }

    /** TLS; the server must show a certificate for its name from an authority that this JVM trusts. */
    public static ChannelOptions tls() {
        return credentials(TLS);
    }

    /**
     * TLS; the server must show a certificate for its name from an authority in a PEM file, and from no other. The file
     * is read again for each new connection: see {@link TlsFiles}.
     *
     * @throws IOException if the file cannot be read now or holds no certificate
     */
    public static ChannelOptions tls(Path authorities) throws IOException {
        return credentials(new FileCredentials(TlsFiles.trusting(authorities)));
    }

    /**
     * TLS with a certificate of one's own to show.
     *
     * <p>The files are read again for each new connection, so certificates can be rotated while the pool runs: see
     * {@link TlsFiles}. A connection keeps the identity with which it began until it ends; the pool's maximum age bounds
     * how long that is.
     *
     * @param authorities PEM file with the certificates to trust
     * @param certificate the own certificate, then those between it and the authority
     * @param key its private key, as PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
     * @throws IOException if a file cannot be read now, or the key does not belong to the certificate
     */
    public static ChannelOptions mutualTls(Path authorities, Path certificate, Path key) throws IOException {
        return credentials(new FileCredentials(TlsFiles.mutual(authorities, certificate, key)));
    }

    /** Without TLS: whoever is on the path can read and change what is sent. For trusted networks and loopback. */
    public static ChannelOptions plaintext() {
        return credentials(PLAINTEXT);
    }

    /** With credentials of any kind. */
    public static ChannelOptions credentials(CredentialsSource source) {
        return new ChannelOptions(
                source,
                Optional.empty(),
                Optional.empty(),
                DEFAULT_KEEP_ALIVE_TIME,
                DEFAULT_KEEP_ALIVE_TIMEOUT,
                DEFAULT_MAX_INBOUND_MESSAGE_SIZE,
                HealthOptions.server(),
                AS_IT_IS);
    }

    public ChannelOptions withCredentials(CredentialsSource value) {
        return new ChannelOptions(
                value, factory, authority, keepAliveTime, keepAliveTimeout, maxInboundMessageSize, health, customizer);
    }

    public ChannelOptions withFactory(ChannelFactory value) {
        return new ChannelOptions(
                credentials,
                Optional.of(value),
                authority,
                keepAliveTime,
                keepAliveTimeout,
                maxInboundMessageSize,
                health,
                customizer);
    }

    public ChannelOptions withAuthority(String value) {
        return new ChannelOptions(
                credentials,
                factory,
                Optional.of(value),
                keepAliveTime,
                keepAliveTimeout,
                maxInboundMessageSize,
                health,
                customizer);
    }

    public ChannelOptions withKeepAlive(Duration time, Duration timeout) {
        return new ChannelOptions(
                credentials, factory, authority, time, timeout, maxInboundMessageSize, health, customizer);
    }

    public ChannelOptions withMaxInboundMessageSize(int bytes) {
        return new ChannelOptions(
                credentials, factory, authority, keepAliveTime, keepAliveTimeout, bytes, health, customizer);
    }

    public ChannelOptions withHealth(HealthOptions value) {
        return new ChannelOptions(
                credentials,
                factory,
                authority,
                keepAliveTime,
                keepAliveTimeout,
                maxInboundMessageSize,
                value,
                customizer);
    }

    public ChannelOptions withCustomizer(UnaryOperator<ManagedChannelBuilder<?>> value) {
        return new ChannelOptions(
                credentials, factory, authority, keepAliveTime, keepAliveTimeout, maxInboundMessageSize, health, value);
    }

    /** All of it in words, for those who look at a pool; of credentials only of what kind they are. */
    Settings settings() {
        return new Settings()
                .add("channel.credentials", kindOfCredentials())
                .add("channel.factory", factory.isPresent() ? "given" : "none")
                .add("channel.authority", authority)
                .add("channel.keepAliveTime", keepAliveTime)
                .add("channel.keepAliveTimeout", keepAliveTimeout)
                .add("channel.maxInboundMessageSize", maxInboundMessageSize)
                .addAll("channel.health", health)
                .add("channel.customizer", customizer == AS_IT_IS ? "none" : "given");
    }

    private String kindOfCredentials() {
        if (credentials == PLAINTEXT) {
            return "plaintext";
        }
        return credentials == TLS ? "TLS" : credentials instanceof FileCredentials ? "TLS, from files" : "given";
    }

    /** Supplies the credentials of the next connection. Called by any thread that connects; may read files. */
    @FunctionalInterface
    public interface CredentialsSource {
        ChannelCredentials credentials() throws Exception;
    }
}
