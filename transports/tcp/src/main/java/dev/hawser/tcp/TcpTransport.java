// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import dev.hawser.transport.Hold;
import dev.hawser.transport.Transport;
import dev.hawser.view.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Opens, checks and closes TCP connections.
 *
 * <p>Names are looked up anew for each attempt. Looking up, connecting, shaking hands and asking run on an executor and
 * never on a thread of the caller's or a timer's. Any refusal of the system's (no route, no port, no descriptor left)
 * is a {@link ConnectFailedException}. An attempt that is cancelled or arrives after its time leaves no socket.
 *
 * <p>{@link #probe} notices, in about a millisecond, that the peer has closed the connection or sent bytes unasked, then
 * asks {@link TcpOptions#probe()} where there is one. It cannot see a peer that is gone without a word; that takes such
 * a question, or keepalive.
 */
public final class TcpTransport implements Transport<TcpConnection> {

    /** TLS's good-bye is some thirty bytes; if these do not fit into the socket's buffer at once, nobody reads them. */
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(200);

    private final TcpOptions options;
    private final Crew crew;
    private final Set<ConnectAttempt> attempts = ConcurrentHashMap.newKeySet();

    private TcpTransport(TcpOptions options, Crew crew) {
        this.options = requireNonNull(options, "options");
        this.crew = crew;
    }

    /** Works with daemon threads of its own, {@code hawser-tcp-…}, which end with {@link #shutdown()}. */
    public static TcpTransport of(TcpOptions options) {
        return new TcpTransport(options, Crew.own("tcp"));
    }

    /**
     * Works with threads and a clock of the user's.
     *
     * @param executor for work that blocks; it must start each task at once, so one of virtual threads fits and one
     *     with a bound does not
     */
    public static TcpTransport of(TcpOptions options, Executor executor, Time time) {
        return new TcpTransport(options, Crew.of(requireNonNull(executor, "executor"), requireNonNull(time, "time")));
    }

    TcpOptions options() {
        return options;
    }

    Crew crew() {
        return crew;
    }

    @Override
    public CompletionStage<TcpConnection> connect(Endpoint endpoint) {
        return connect(endpoint.address());
    }

    CompletableFuture<TcpConnection> connect(Address address) {
        CompletableFuture<TcpConnection> result = new CompletableFuture<>();
        ConnectAttempt attempt = new ConnectAttempt(address, options, crew.time());
        attempts.add(attempt);
        crew.run(() -> run(attempt, result));
        // Only a cancellation or time-out put upon the future from outside finds the attempt still at work.
        var ignored = result.whenComplete((connection, failure) -> {
            attempts.remove(attempt);
            if (failure != null) {
                attempt.cancel();
            }
        });
        return result;
    }

    private static void run(ConnectAttempt attempt, CompletableFuture<TcpConnection> result) {
        try {
            Wire wire = attempt.open();
            if (!result.complete(TcpConnection.of(wire))) {
                wire.cut();
            }
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<Void> probe(TcpConnection connection) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        crew.run(() -> {
            try {
                connection.wire().peek();
                ask(connection);
                result.complete(null);
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void ask(TcpConnection connection) throws Exception {
        if (options.probe().isEmpty()) {
            return;
        }
        ApplicationProbe probe = options.probe().get();
        AbortSwitch abort = new AbortSwitch();
        abort.guard(connection.wire().raw);
        Time.Scheduled limit = crew.time()
                .schedule(
                        probe.timeout().toNanos(),
                        () -> abort.abort("probe not answered within " + Text.of(probe.timeout())));
        try {
            probe.check().ask(connection);
            abort.release(connection.wire().raw);
        } catch (Exception e) {
            throw abort.reason().isPresent() ? new IOException(abort.reason().get(), e) : e;
        } finally {
            limit.cancel();
        }
    }

    /** Sends TLS's good-bye where there is TLS; never takes longer than a fifth of a second, usually no time at all. */
    @Override
    public void close(TcpConnection connection) throws IOException {
        Wire wire = connection.wire();
        Optional<Time> time = crew.timeIfAny();
        if (time.isEmpty()) {
            wire.cut(); // shut down, and nobody would watch over a good-bye
            return;
        }
        Time.Scheduled limit = time.get().schedule(CLOSE_PATIENCE.toNanos(), wire::cut);
        try {
            wire.close();
        } finally {
            limit.cancel();
        }
    }

    @Override
    public TcpConnection lend(TcpConnection connection, Hold hold) {
        return connection.lentTo(hold, options.readTimeout());
    }

    @Override
    public Map<String, Setting> settings() {
        return options.settings().toMap();
    }

    /** Gives up attempts to connect and ends the threads of its own. Using the transport again starts them again. */
    @Override
    public void shutdown() {
        attempts.forEach(ConnectAttempt::cancel);
        crew.dismiss();
    }
}
