// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import dev.hawser.cli.tls.TlsWords;
import dev.hawser.discovery.dns.DnsName;
import dev.hawser.endpoint.Address;
import dev.hawser.tcp.TlsOptions;
import dev.hawser.transport.tls.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS handshake that goes on to its end whatever the server shows, because somebody wants to know what it shows. Nothing
 * is sent over such a connection but a greeting and pings, and nothing that comes is believed; calls are made over
 * connections of their own, which verify.
 */
public final class Handshake {

    /** How long a server may take to say that it wants a certificate: TLS 1.3 tells after the handshake. */
    private static final Duration REFUSAL_WAIT = Duration.ofMillis(300);

    private final TlsWords.Choice choice;
    private final Duration timeout;

    public Handshake(TlsWords.Choice choice, Duration timeout) {
        this.choice = choice;
        this.timeout = timeout;
    }

    /**
     * What was seen.
     *
     * @param socket over which one may go on
     * @param chain what the server showed, its own certificate first
     * @param distrust why the chain is not trusted; absent if it is
     * @param asked whether the server asked for a certificate of ours
     */
    public record Seen(SSLSocket socket, List<X509Certificate> chain, Optional<Exception> distrust, boolean asked) {

        public String version() {
            return socket.getSession().getProtocol();
        }

        public String cipher() {
            return socket.getSession().getCipherSuite();
        }

        /** Empty if there was none. */
        public String application() {
            String chosen = socket.getApplicationProtocol();
            return chosen == null ? "" : chosen;
        }

        /**
         * How the server takes it that it got no certificate, or not the right one. With TLS
         * 1.3 it tells after the handshake. Reads, and throws away what it reads, so it uses the connection up.
         */
        public Sequel sequel() throws IOException {
            socket.setSoTimeout((int) REFUSAL_WAIT.toMillis());
            try {
                return socket.getInputStream().read() < 0 ? Sequel.CLOSED : Sequel.GOES_ON;
            } catch (SocketTimeoutException e) {
                return Sequel.GOES_ON;
            } catch (IOException e) {
                return Sequel.of(String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * What the server does after the handshake.
     *
     * @param refusal of the certificate that it got, or did not get: only an alert is one
     * @param closed without a word, for whatever reason
     */
    public record Sequel(Optional<String> refusal, boolean closed) {

        public static final Sequel GOES_ON = new Sequel(Optional.empty(), false);
        static final Sequel CLOSED = new Sequel(Optional.empty(), true);

        static Sequel of(String failure) {
            return failure.contains("alert") ? new Sequel(Optional.of(failure), false) : CLOSED;
        }
    }

    /** @throws IOException if there is no handshake; the message is the server's or ours */
    public Seen over(Socket plain, Address address) throws IOException {
        String name = choice.authority().orElse(address.host());
        try {
            KeysAsked keys = new KeysAsked(ownKeys());
            Anything anything = new Anything();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {anything}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, address.port(), true);
            socket.setSSLParameters(parameters(socket.getSSLParameters(), name));
            socket.setSoTimeout((int) timeout.toMillis());
            socket.startHandshake();
            return new Seen(socket, anything.chain(), distrust(anything), keys.asked());
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS: " + e.getMessage(), e);
        }
    }

    private static SSLParameters parameters(SSLParameters parameters, String name) {
        parameters.setProtocols(TlsOptions.DEFAULT_PROTOCOLS.toArray(String[]::new));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        List<SNIServerName> names = serverNames(name);
        if (!names.isEmpty()) {
            parameters.setServerNames(names);
        }
        return parameters;
    }

    /** Resolvers and people are less strict than SNI, which takes no underscore, for one: then it goes without. */
    static List<SNIServerName> serverNames(String name) {
        if (DnsName.literal(name).isPresent() || !name.chars().allMatch(c -> c > ' ' && c < 127)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private Optional<TlsFiles> files() throws IOException {
        if (choice.authorities().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                choice.identity().isEmpty()
                        ? TlsFiles.trusting(choice.authorities().get())
                        : TlsFiles.mutual(
                                choice.authorities().get(),
                                choice.identity().get().certificate(),
                                choice.identity().get().key()));
    }

    private List<KeyManager> ownKeys() throws IOException {
        return files().map(files -> files.current().keyManagers()).orElse(List.of());
    }

    private Optional<Exception> distrust(Anything shown) throws IOException, GeneralSecurityException {
        try {
            for (TrustManager manager : trustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    trust.checkServerTrusted(shown.chain().toArray(X509Certificate[]::new), shown.kind());
                }
            }
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(e);
        }
    }

    private List<TrustManager> trustManagers() throws IOException, GeneralSecurityException {
        Optional<TlsFiles> files = files();
        if (files.isPresent()) {
            return files.get().current().trustManagers();
        }
        TrustManagerFactory java = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        java.init((KeyStore) null);
        return Arrays.asList(java.getTrustManagers());
    }
}
