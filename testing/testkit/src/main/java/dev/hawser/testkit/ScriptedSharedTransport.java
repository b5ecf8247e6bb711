// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A transport of shared connections to servers that do as they are told, in virtual time: accept at once or after a while,
 * refuse, hang, say goodbye, fail their health checks. It remembers every connection and complains when one is closed
 * twice.
 *
 * <p>For tests with one thread.
 */
public final class ScriptedSharedTransport implements SharedTransport<ScriptedSharedTransport.Connection> {

    private final Time time;
    private final Map<Address, Server> servers = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private boolean shutdown;

    public ScriptedSharedTransport(Time time) {
        this.time = time;
    }

    /** The server at an address, made on first mention; it accepts at once until told otherwise. */
    public Server server(String address) {
        return server(Address.parse(address));
    }

    public Server server(Address address) {
        return servers.computeIfAbsent(address, Server::new);
    }

    /** Every connection ever made, in order. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Connections that have not been closed. */
    public long open() {
        return connections.stream().filter(c -> !c.closed).count();
    }

    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
        Server server = server(endpoint.address());
        server.connects++;
        CompletableFuture<Connection> result = new CompletableFuture<>();
        if (server.mode == Mode.HANG) {
            server.hanging.add(new Pending(result, loss));
        } else if (server.delay.isZero()) {
            server.answer(result, loss);
        } else {
            time.schedule(server.delay.toNanos(), () -> server.answer(result, loss));
        }
        return result;
    }

    @Override
    public CompletionStage<Void> check(Connection connection) {
        Server server = connection.server;
        server.checks++;
        return switch (server.health) {
            case PASS -> CompletableFuture.completedFuture(null);
            case FAIL -> CompletableFuture.failedFuture(new IOException("NOT_SERVING"));
            case SILENT -> new CompletableFuture<>();
        };
    }

    @Override
    public void close(Connection connection) throws IOException {
        if (connection.closed) {
            throw new AssertionError(connection + " was closed twice");
        }
        connection.closed = true;
        if (connection.server.closeFails) {
            throw new IOException("close failed, as scripted");
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    private enum Mode {
        ACCEPT,
        REFUSE,
        HANG
    }

    private enum Health {
        PASS,
        FAIL,
        SILENT
    }

    private record Pending(CompletableFuture<Connection> result, Loss loss) {}

    /** How one server behaves. */
    public final class Server {
        private final Address address;
        private Mode mode = Mode.ACCEPT;
        private Health health = Health.PASS;
        private Duration delay = Duration.ZERO;
        private boolean closeFails;
        private int connects;
        private int checks;
        private final List<Pending> hanging = new ArrayList<>();

        Server(Address address) {
            this.address = address;
        }

        private void answer(CompletableFuture<Connection> result, Loss loss) {
            if (mode == Mode.ACCEPT) {
                accept(result, loss);
            } else {
                result.completeExceptionally(new ConnectException("connect to " + address + ": Connection refused"));
            }
        }

        private void accept(CompletableFuture<Connection> result, Loss loss) {
            Connection connection = new Connection(this, connections.size() + 1, loss);
            connections.add(connection);
            if (!result.complete(connection)) {
                connection.closed = true; // the attempt was cancelled: nothing is left behind
            }
        }

        public Server accepts() {
            mode = Mode.ACCEPT;
            return this;
        }

        public Server refuses() {
            mode = Mode.REFUSE;
            return this;
        }

        /** Connects get no answer until {@link #answerHanging}. */
        public Server hangs() {
            mode = Mode.HANG;
            return this;
        }

        /** Answers after a while, whatever the answer is by then. */
        public Server after(Duration value) {
            delay = value;
            return this;
        }

        public Server failsToClose() {
            closeFails = true;
            return this;
        }

        public Server passesChecks() {
            health = Health.PASS;
            return this;
        }

        public Server failsChecks() {
            health = Health.FAIL;
            return this;
        }

        /** Checks get no answer. */
        public Server ignoresChecks() {
            health = Health.SILENT;
            return this;
        }

        /** Lets the connects that hang succeed. */
        public void answerHanging() {
            List<Pending> all = List.copyOf(hanging);
            hanging.clear();
            all.forEach(pending -> accept(pending.result, pending.loss));
        }

        /** Connects that hang and have not been cancelled. */
        public long hanging() {
            return hanging.stream().filter(p -> !p.result.isDone()).count();
        }

        /** How often somebody tried to connect. */
        public int connects() {
            return connects;
        }

        /** How often somebody asked for its health. */
        public int checks() {
            return checks;
        }

        /** Connections that have not been closed, in order. */
        public List<Connection> connections() {
            return ScriptedSharedTransport.this.connections.stream()
                    .filter(c -> c.server == this && !c.closed)
                    .toList();
        }
    }

    /** A scripted connection. */
    public static final class Connection {
        private final Server server;
        private final int number;
        private final Loss loss;
        private boolean closed;

        Connection(Server server, int number, Loss loss) {
            this.server = server;
            this.number = number;
            this.loss = loss;
        }

        /** The peer says that it takes no more calls, or the connection breaks. */
        public void lose(@Nullable Throwable cause) {
            loss.lost(cause);
        }

        public Address address() {
            return server.address;
        }

        /** 1 for the first that the transport made. */
        public int number() {
            return number;
        }

        public boolean isClosed() {
            return closed;
        }

        @Override
        public String toString() {
            return "connection " + number + " to " + server.address;
        }
    }
}
