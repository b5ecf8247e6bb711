// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to an endpoint: look the name up, try its addresses in turn, shake hands.
 *
 * <p>Blocks its thread, and ends within the connect timeout: each address gets an equal share of the time that is left,
 * so that one which swallows packets does not use up what the next needs. The one thing that cannot be cut short is the
 * look-up, which the system ends in its own time; a thread in it holds no socket.
 */
final class ConnectAttempt {

    private final Address address;
    private final TcpOptions options;
    private final Time time;
    private final long deadline;
    private final AbortSwitch abort = new AbortSwitch();

    ConnectAttempt(Address address, TcpOptions options, Time time) {
        this.address = address;
        this.options = options;
        this.time = time;
        this.deadline = time.nanoTime() + options.connectTimeout().toNanos();
    }

    /** Stops the attempt from outside; it leaves no socket. */
    void cancel() {
        abort.abort("cancelled");
    }

    Wire open() throws ConnectFailedException {
        Duration timeout = options.connectTimeout();
        Time.Scheduled limit =
                time.schedule(deadline - time.nanoTime(), () -> abort.abort("no answer within " + Text.of(timeout)));
        try {
            return openAny(InetAddress.getAllByName(address.host()));
        } catch (UnknownHostException e) {
            throw new ConnectFailedException("connect to " + address + ": unknown host", e);
        } finally {
            limit.cancel();
        }
    }

    private Wire openAny(InetAddress[] candidates) throws ConnectFailedException {
        StringJoiner failures = new StringJoiner("; ", "connect to " + address + ": ", "");
        @Nullable Exception last = null;
        for (int i = 0; i < candidates.length && abort.reason().isEmpty(); i++) {
            try {
                return open(candidates[i], (deadline - time.nanoTime()) / (candidates.length - i));
            } catch (Exception e) {
                last = e;
                failures.add(where(candidates[i]) + abort.reason().orElse(ConnectFailedException.reason(e)));
            }
        }
        if (last == null) {
            failures.add(abort.reason().orElse("no address"));
        }
        throw new ConnectFailedException(failures.toString(), last);
    }

    /** The address is worth telling where it is not what the endpoint is called by. */
    private String where(InetAddress candidate) {
        String text = candidate.getHostAddress();
        return text.equals(address.host()) ? "" : text + ": ";
    }

    private Wire open(InetAddress candidate, long budgetNanos) throws Exception {
        long ends = time.nanoTime() + budgetNanos;
        Socket raw = new Socket();
        try {
            abort.guard(raw);
            SocketSettings.beforeConnect(raw, options);
            connect(raw, candidate, budgetNanos);
            SocketSettings.afterConnect(raw, options);
            Optional<TlsOptions> tls = options.tls();
            Socket socket =
                    tls.isEmpty() ? raw : new Handshake(address, tls.get(), time).over(raw, ends - time.nanoTime());
            Wire wire = new Wire(address, socket, raw);
            abort.release(raw);
            return wire;
        } catch (Throwable e) {
            raw.close();
            throw e;
        }
    }

    private void connect(Socket raw, InetAddress candidate, long budgetNanos) throws IOException {
        long millis = Math.min(
                Integer.MAX_VALUE, Math.max(1, Duration.ofNanos(budgetNanos).toMillis()));
        try {
            raw.connect(new InetSocketAddress(candidate, address.port()), (int) millis);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no answer within " + Text.of(Duration.ofMillis(millis)));
        }
    }
}
