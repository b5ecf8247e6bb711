// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import dev.hawser.transport.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How TLS is spoken. The peer's certificate must be valid for the host's name, and there is no switch for that: who
 * wants otherwise brings an {@link SSLContext} with a trust manager of their own.
 *
 * <p>The context is asked for again for every connection, so that a supplier can follow certificates that change. It
 * should return the same object while nothing has changed and a new one when something has: sessions are resumed
 * within one context, and a resumed session shows the peer the old identity.
 *
 * <p>Make one from {@link #of}, {@link #system()} or {@link #fromPem} and the {@code with…} methods; the canonical
 * constructor may gain components.
 *
 * @param context supplies the context of the next connection; a failure to do so is a failure to connect
 * @param serverName the name the certificate must be valid for, where the endpoint is given by an IP address or by an
 *     alias; absent takes the endpoint's host
 * @param handshakeTimeout for the handshake alone; the connect timeout holds as well
 * @param protocols the versions offered, TLS 1.2 and 1.3 being possible
 */
public record TlsOptions(
        ContextSupplier context, Optional<String> serverName, Duration handshakeTimeout, List<String> protocols) {

    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

    /** RFC 8996 deprecates what came before. */
    public static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public TlsOptions {
        requireNonNull(context, "context");
        serverName.ifPresent(name -> {
            if (name.isBlank()) {
                throw new IllegalArgumentException("serverName: '" + name + "' (expected: a host name)");
            }
        });
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
            throw new IllegalArgumentException("handshakeTimeout: " + handshakeTimeout + " (expected: > 0)");
        }
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty() || !DEFAULT_PROTOCOLS.containsAll(protocols)) {
            throw new IllegalArgumentException(
                    "protocols: " + protocols + " (expected: some of " + DEFAULT_PROTOCOLS + ")");
        }
    }

    /** With the contexts of a supplier. */
    public static TlsOptions of(ContextSupplier context) {
        return new TlsOptions(context, Optional.empty(), DEFAULT_HANDSHAKE_TIMEOUT, DEFAULT_PROTOCOLS);
    }

    /** Trusts the authorities that the JDK trusts, and has no certificate of its own. */
    public static TlsOptions system() {
        return of(SSLContext::getDefault);
    }

    /**
     * Trusts the authorities in a PEM file, and no other. The file is read again when it has changed, as for
     * {@link #fromPem(Path, Path, Path)}.
     *
     * @throws IOException if the file cannot be read or holds no certificate
     */
    public static TlsOptions fromPem(Path authorities) throws IOException {
        return of(new FileContexts(TlsFiles.trusting(authorities)));
    }

    /**
     * Trusts the authorities in one PEM file and shows a certificate of its own (mutual TLS).
     *
     * <p>The files are read again for each new connection (they are small), and one that changed makes a new context.
     * As long as they do not fit together, as when the certificate has been replaced and the key not yet, the last
     * good set stays in use; one warning says so.
     *
     * @param authorities certificates to trust
     * @param certificate the own certificate, then those between it and the authority
     * @param key its private key, as PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
     * @throws IOException if a file cannot be read now, or the key does not belong to the certificate
     */
    public static TlsOptions fromPem(Path authorities, Path certificate, Path key) throws IOException {
        return of(new FileContexts(TlsFiles.mutual(authorities, certificate, key)));
    }

    public TlsOptions withServerName(String value) {
        return new TlsOptions(context, Optional.of(value), handshakeTimeout, protocols);
    }

    public TlsOptions withHandshakeTimeout(Duration value) {
        return new TlsOptions(context, serverName, value, protocols);
    }

    public TlsOptions withProtocols(List<String> value) {
        return new TlsOptions(context, serverName, handshakeTimeout, value);
    }

    /** Supplies the context of the next connection. Called by any thread that connects. */
    @FunctionalInterface
    public interface ContextSupplier {
        SSLContext context() throws Exception;
    }
}
