// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that says, frame by frame, what a script tells it to, and so can do what no decent server does. Each
 * connection runs the script once, on a thread of its own, and is closed when the script ends.
 */
public final class ScriptedHttp2Server implements AutoCloseable {

    /** Connections accepted so far. */
    public final AtomicInteger connections = new AtomicInteger();
    /** Scripts that have ended, well or not. */
    public final AtomicInteger ended = new AtomicInteger();
    /** What scripts threw, a client that has gone included. */
    public final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    private final Script script;
    private final ServerSocket server;
    private final ExecutorService threads = Threads.blocking("scripted-http2");
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private ScriptedHttp2Server(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        threads.execute(this::accept);
    }

    public static ScriptedHttp2Server start(Script script) {
        try {
            return over(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a socket of another kind, such as one that speaks TLS. */
    public static ScriptedHttp2Server over(ServerSocket server, Script script) {
        return new ScriptedHttp2Server(script, server);
    }

    public Endpoint endpoint() {
        return Endpoint.of(new Address("127.0.0.1", server.getLocalPort()));
    }

    /** By name, as certificates have it. */
    public Endpoint localhost() {
        return Endpoint.of(new Address("localhost", server.getLocalPort()));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                threads.execute(() -> serve(socket, number));
            } catch (IOException e) {
                // Closed: the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.run(new Http2Wire(socket, number));
        } catch (Exception e) {
            failures.add(e);
        }
        ended.incrementAndGet();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Script {
        void run(Http2Wire wire) throws Exception;
    }
}
