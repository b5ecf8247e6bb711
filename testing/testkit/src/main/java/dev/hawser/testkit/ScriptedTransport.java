// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A transport to servers that do as they are told, in virtual time: accept at once or after a while, refuse, hang. It
 * remembers every connection and complains when one is closed twice.
 *
 * <p>For tests with one thread.
 */
public final class ScriptedTransport implements Transport<ScriptedTransport.Connection> {

    private final Time time;
    private final Map<Address, Server> servers = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private boolean shutdown;

    public ScriptedTransport(Time time) {
        this.time = time;
    }

    /** The server at an address, made on first mention; it accepts at once until told otherwise. */
    public Server server(String address) {
        return server(Address.parse(address));
    }

    public Server server(Address address) {
        return servers.computeIfAbsent(address, a -> new Server());
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
    public CompletionStage<Connection> connect(Endpoint endpoint) {
        Server server = server(endpoint.address());
        server.connects++;
        CompletableFuture<Connection> result = new CompletableFuture<>();
        if (server.mode == Mode.HANG) {
            server.hanging.add(result);
        } else if (server.delay.isZero()) {
            answer(server, endpoint.address(), result);
        } else {
            time.schedule(server.delay.toNanos(), () -> answer(server, endpoint.address(), result));
        }
        return result;
    }

    private void answer(Server server, Address address, CompletableFuture<Connection> result) {
        if (server.mode == Mode.ACCEPT) {
            result.complete(accept(server, address));
        } else {
            result.completeExceptionally(new ConnectException("connect to " + address + ": Connection refused"));
        }
    }

    private Connection accept(Server server, Address address) {
        Connection connection = new Connection(address, connections.size() + 1, server);
        connections.add(connection);
        return connection;
    }

    @Override
    public CompletionStage<Void> probe(Connection connection) {
        connection.probes++;
        return connection.dead
                ? CompletableFuture.failedFuture(new IOException("closed by the peer"))
                : CompletableFuture.completedFuture(null);
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

    /** How one server behaves. */
    public final class Server {
        private Mode mode = Mode.ACCEPT;
        private Duration delay = Duration.ZERO;
        private boolean closeFails;
        private int connects;
        private final List<CompletableFuture<Connection>> hanging = new ArrayList<>();

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
        public Server after(Duration delay) {
            this.delay = delay;
            return this;
        }

        public Server failsToClose() {
            closeFails = true;
            return this;
        }

        /** Lets the connects that hang succeed, late as they are. */
        public void answerHanging(String address) {
            List<CompletableFuture<Connection>> all = List.copyOf(hanging);
            hanging.clear();
            all.forEach(result -> result.complete(accept(this, Address.parse(address))));
        }

        /** How often somebody tried to connect. */
        public int connects() {
            return connects;
        }
    }

    /** A scripted connection. */
    public static final class Connection {
        private final Address address;
        private final int number;
        private final Server server;
        private boolean closed;
        private boolean dead;
        private int probes;

        Connection(Address address, int number, Server server) {
            this.address = address;
            this.number = number;
            this.server = server;
        }

        /** The peer closes its side, without anybody noticing yet. */
        public void die() {
            dead = true;
        }

        public Address address() {
            return address;
        }

        public boolean isClosed() {
            return closed;
        }

        public int probes() {
            return probes;
        }

        @Override
        public String toString() {
            return "connection " + number + " to " + address;
        }
    }
}
