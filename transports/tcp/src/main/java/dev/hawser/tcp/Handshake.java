// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Puts TLS over a connected socket. */
final class Handshake {

    private final Address address;
    private final TlsOptions options;
    private final Time time;

    Handshake(Address address, TlsOptions options, Time time) {
        this.address = address;
        this.options = options;
        this.time = time;
    }

    /**
     * Shakes hands within the handshake timeout or the time that is left for connecting, whichever is shorter.
     *
     * <p>A time-out of the socket would start anew with each byte that a slow peer sends; closing it does not.
     */
    SSLSocket over(Socket raw, long budgetNanos) throws Exception {
        String host = options.serverName().orElse(address.host());
        SSLSocket socket = (SSLSocket)
                options.context().context().getSocketFactory().createSocket(raw, host, address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(options.protocols().toArray(new String[0]));
        socket.setSSLParameters(parameters);

        long nanos = Math.min(options.handshakeTimeout().toNanos(), budgetNanos);
        AbortSwitch abort = new AbortSwitch();
        abort.guard(raw);
        Time.Scheduled limit = time.schedule(
                nanos, () -> abort.abort("TLS handshake not finished within " + Text.of(Duration.ofNanos(nanos))));
        try {
            socket.startHandshake();
            abort.release(raw);
            return socket;
        } catch (IOException e) {
            throw explained(e, abort, host);
        } finally {
            limit.cancel();
        }
    }

    private static IOException explained(IOException cause, AbortSwitch abort, String host) {
        if (abort.reason().isPresent()) {
            return new IOException(abort.reason().get(), cause);
        }
        String reason = ConnectFailedException.reason(cause);
        if (cause instanceof SSLException && reason.contains("Unsupported or unrecognized SSL message")) {
            reason = "the peer does not speak TLS (" + reason + ")";
        }
        return new IOException("TLS handshake as '" + host + "': " + reason, cause);
    }
}
