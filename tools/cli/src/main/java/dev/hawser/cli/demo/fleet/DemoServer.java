// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * A small TCP server that echoes frames after a delay, and misbehaves on purpose if told so.
 *
 * <p>A frame is four bytes with the length of the rest, eight bytes with the request's id, and any bytes, big-endian;
 * the answer is the same frame. Requests of one connection are answered as they become ready, in any order. Listens on
 * the loopback address only.
 */
public final class DemoServer implements FleetServer {

    /** How long a flaky server refuses connections, when it does. */
    static final Duration REFUSAL = Duration.ofMillis(800);

    private static final int REBIND_TRIES = 20;
    private static final int BACKLOG = 128;

    private final Behaviour behaviour;
    private final RandomGenerator random;
    private final SystemTime time = new SystemTime("demo-server");
    private final ExecutorService threads = Threads.blocking("demo-connection");
    private final Set<EchoConnection> connections = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile ServerSocket listening;
    private volatile boolean closed;

    /**
     * How a server answers.
     *
     * @param delay before each answer, give or take a fifth
     * @param flaky the probability of {@link Mischief} for each request
     */
    public record Behaviour(Duration delay, double flaky) {
        public Behaviour {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay: " + delay + " (expected: >= 0)");
            }
            if (!(flaky >= 0 && flaky <= 1)) {
                throw new IllegalArgumentException("flaky: " + flaky + " (expected: 0 to 1)");
            }
        }
    }

    private DemoServer(ServerSocket listening, Behaviour behaviour, RandomGenerator random) {
        this.listening = listening;
        this.port = listening.getLocalPort();
        this.behaviour = behaviour;
        this.random = random;
    }

    /** Listens on the port, or on any free one for 0, and serves until closed. */
    static DemoServer start(int port, Behaviour behaviour, RandomGenerator random) throws IOException {
        DemoServer server = new DemoServer(Ports.listen(port, DemoServer::bind), behaviour, random);
        server.threads.execute(server::accept);
        return server;
    }

    @Override
    public int port() {
        return port;
    }

    /** Stays as it is: what its servers are like is the TCP fleet's story, and nobody changes it. */
    @Override
    public void delay(Duration value) {
        throw new UnsupportedOperationException("the delay of a TCP server is fixed");
    }

    /** Its protocol has no goodbye. */
    @Override
    public void drain() {
        close();
    }

    Behaviour behaviour() {
        return behaviour;
    }

    Time time() {
        return time;
    }

    RandomGenerator random() {
        return random;
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // Connections of a killed predecessor may linger on the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listening.accept();
                EchoConnection connection = new EchoConnection(socket, this);
                connections.add(connection);
                threads.execute(connection::serve);
            } catch (IOException | RejectedExecutionException e) {
                // The listener was closed: for good, or to refuse connections until listen() makes another.
                return;
            }
        }
    }

    void gone(EchoConnection connection) {
        connections.remove(connection);
    }

    /** Resets all connections and refuses new ones for {@link #REFUSAL}. */
    void refuse() {
        ServerSocket before = listening;
        if (!before.isClosed()) {
            closeQuietly(before);
            connections.forEach(EchoConnection::reset);
            time.schedule(REFUSAL.toNanos(), () -> listen(REBIND_TRIES));
        }
    }

    private void listen(int tries) {
        if (closed) {
            return;
        }
        try {
            listening = bind(port);
            threads.execute(this::accept);
        } catch (IOException e) {
            if (tries > 0) {
                time.schedule(REFUSAL.toNanos() / 4, () -> listen(tries - 1));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(listening);
        connections.forEach(EchoConnection::reset);
        threads.shutdownNow();
        time.close();
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
            return;
        }
    }
}
