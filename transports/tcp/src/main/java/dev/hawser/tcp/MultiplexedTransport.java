// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.Hold;
import dev.hawser.transport.Transport;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Opens and closes multiplexed connections over a {@link TcpTransport}.
 *
 * <p>A lease of such a connection is needed for sending only: the connection lent is the connection itself, and answers
 * come when the lease has long ended. A connection that is closed while requests wait on it drains in the background.
 */
public final class MultiplexedTransport implements Transport<MultiplexedConnection> {

    private final TcpTransport tcp;
    private final Framing framing;
    private final MultiplexOptions options;
    private final RandomGenerator random = new SecureRandom();
    private final Set<MultiplexedConnection> draining = ConcurrentHashMap.newKeySet();
    private volatile boolean patient = true;

    /** @param tcp makes the connections, and lends its threads; ends with this transport */
    public MultiplexedTransport(TcpTransport tcp, Framing framing, MultiplexOptions options) {
        this.tcp = requireNonNull(tcp, "tcp");
        this.framing = requireNonNull(framing, "framing");
        this.options = requireNonNull(options, "options");
    }

    MultiplexOptions options() {
        return options;
    }

    @Override
    public Map<String, Setting> settings() {
        return new Settings()
                .addAll("requests", options)
                .add("framing", framing.getClass().getSimpleName())
                .addAll(tcp.settings())
                .toMap();
    }

    Crew crew() {
        return tcp.crew();
    }

    @Override
    public CompletionStage<MultiplexedConnection> connect(Endpoint endpoint) {
        CompletableFuture<TcpConnection> connecting = tcp.connect(endpoint.address());
        CompletableFuture<MultiplexedConnection> result = new CompletableFuture<>();
        var ignored = connecting.whenComplete((connection, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                start(connection, result);
            }
        });
        var unused = result.whenComplete((connection, failure) -> {
            if (failure != null) {
                connecting.completeExceptionally(failure);
            }
        });
        return result;
    }

    private void start(TcpConnection connection, CompletableFuture<MultiplexedConnection> result) {
        try {
            var started =
                    MultiplexedConnection.start(connection.wire(), framing, options, tcp.crew(), random.nextLong());
            if (!result.complete(started)) {
                connection.wire().cut();
            }
        } catch (RuntimeException | Error e) {
            connection.wire().cut();
            result.completeExceptionally(e);
        }
    }

    /** The reader has noticed already whatever there is to notice without asking. */
    @Override
    public CompletionStage<Void> probe(MultiplexedConnection connection) {
        return connection.isOpen()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IOException(
                        connection.ending().map(Requests.Ending::what).orElse("the connection is being closed")));
    }

    /** From now on a connection that is closed fails its requests instead of waiting for their answers. */
    void stopDraining() {
        patient = false;
        draining.forEach(MultiplexedConnection::abort);
    }

    @Override
    public void close(MultiplexedConnection connection) {
        if (!patient) {
            connection.abort();
            return;
        }
        draining.add(connection);
        var ignored = connection
                .drain(options.drainTimeout())
                .whenComplete((done, impossible) -> draining.remove(connection));
    }

    @Override
    public MultiplexedConnection lend(MultiplexedConnection connection, Hold hold) {
        connection.heldBy(hold);
        return connection;
    }

    /** Waits for connections that drain, for no longer than {@link MultiplexOptions#drainTimeout()}, then ends threads. */
    @Override
    public void shutdown() {
        CompletableFuture<?>[] rest = draining.stream()
                .map(connection -> connection.drain(options.drainTimeout()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(rest).get(options.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Whatever is left is ended below.
        }
        draining.forEach(MultiplexedConnection::abort);
        tcp.shutdown();
    }
}
