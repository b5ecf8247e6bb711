// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import dev.hawser.view.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How a TCP connection is made and what its socket is set to.
 *
 * <p>Make one from {@link #plaintext()} or {@link #tls(TlsOptions)} and the {@code with…} methods; the canonical
 * constructor may gain components.
 *
 * @param connectTimeout for looking the name up, connecting to one of its addresses and the TLS handshake together
 * @param readTimeout how long a read of a lease waits before it fails, unless the holder sets another; absent waits for
 *     ever. A read that timed out breaks the connection: the answer may still come, and is not the next holder's
 * @param noDelay sends small writes at once ({@code TCP_NODELAY}); requests and answers suffer without it
 * @param keepAlive whether the system asks for silent peers; absent never does
 * @param buffers sizes of the socket's buffers
 * @param tls absent sends everything readable for all on the way
 * @param probe asked in addition when the pool checks an idle connection
 */
public record TcpOptions(
        Duration connectTimeout,
        Optional<Duration> readTimeout,
        boolean noDelay,
        Optional<KeepAliveOptions> keepAlive,
        Buffers buffers,
        Optional<TlsOptions> tls,
        Optional<ApplicationProbe> probe) {

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    public TcpOptions {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout: " + connectTimeout + " (expected: > 0)");
        }
        readTimeout.ifPresent(t -> {
            if (t.isNegative() || t.isZero()) {
                throw new IllegalArgumentException("readTimeout: " + t + " (expected: > 0, or absent for none)");
            }
        });
        requireNonNull(keepAlive, "keepAlive");
        requireNonNull(buffers, "buffers");
        requireNonNull(tls, "tls");
        requireNonNull(probe, "probe");
    }

    /** Without TLS: whoever is on the path can read and change what is sent. For trusted networks and loopback. */
    public static TcpOptions plaintext() {
        return new TcpOptions(
                DEFAULT_CONNECT_TIMEOUT,
                Optional.empty(),
                true,
                Optional.of(KeepAliveOptions.defaults()),
                Buffers.SYSTEM,
                Optional.empty(),
                Optional.empty());
    }

    /** With TLS. */
    public static TcpOptions tls(TlsOptions tls) {
        return plaintext().withTls(tls);
    }

    public TcpOptions withConnectTimeout(Duration value) {
        return new TcpOptions(value, readTimeout, noDelay, keepAlive, buffers, tls, probe);
    }

    public TcpOptions withReadTimeout(Duration value) {
        return new TcpOptions(connectTimeout, Optional.of(value), noDelay, keepAlive, buffers, tls, probe);
    }

    public TcpOptions withNoDelay(boolean value) {
        return new TcpOptions(connectTimeout, readTimeout, value, keepAlive, buffers, tls, probe);
    }

    public TcpOptions withKeepAlive(KeepAliveOptions value) {
        return new TcpOptions(connectTimeout, readTimeout, noDelay, Optional.of(value), buffers, tls, probe);
    }

    public TcpOptions withoutKeepAlive() {
        return new TcpOptions(connectTimeout, readTimeout, noDelay, Optional.empty(), buffers, tls, probe);
    }

    public TcpOptions withBuffers(Buffers value) {
        return new TcpOptions(connectTimeout, readTimeout, noDelay, keepAlive, value, tls, probe);
    }

    public TcpOptions withTls(TlsOptions value) {
        return new TcpOptions(connectTimeout, readTimeout, noDelay, keepAlive, buffers, Optional.of(value), probe);
    }

    public TcpOptions withProbe(ApplicationProbe.Check check, Duration timeout) {
        ApplicationProbe value = new ApplicationProbe(check, timeout);
        return new TcpOptions(connectTimeout, readTimeout, noDelay, keepAlive, buffers, tls, Optional.of(value));
    }

    /** All of it in words, for those who look at a pool; of TLS only whether. */
    Settings settings() {
        return new Settings()
                .add("tcp.connectTimeout", connectTimeout)
                .add("tcp.readTimeout", readTimeout)
                .add("tcp.noDelay", noDelay)
                .addAll("tcp.keepAlive", keepAlive)
                .addAll("tcp.buffers", buffers)
                .add("tcp.tls", tls.isPresent())
                .add("tcp.probe", probe.isPresent() ? "given" : "none");
    }

    /**
     * Sizes of a socket's buffers in bytes; 0 leaves the choice to the system, which adapts it and usually knows best.
     *
     * @param send {@code SO_SNDBUF}
     * @param receive {@code SO_RCVBUF}
     */
    public record Buffers(int send, int receive) {

        /** Both as the system chooses. */
        public static final Buffers SYSTEM = new Buffers(0, 0);

        public Buffers {
            if (send < 0) {
                throw new IllegalArgumentException("send: " + send + " (expected: >= 0, 0 for the system's choice)");
            }
            if (receive < 0) {
                throw new IllegalArgumentException(
                        "receive: " + receive + " (expected: >= 0, 0 for the system's choice)");
            }
        }
    }
}
