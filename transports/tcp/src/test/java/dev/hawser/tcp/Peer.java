// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Threads;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A server on the loopback interface that does with each connection what a test says. */
final class Peer implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Threads.blocking("test-peer");
    private final CountDownLatch released = new CountDownLatch(1);
    final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Peer(ServerSocket server, Script script) {
        this.server = server;
        threads.execute(() -> accept(script));
    }

    static Peer that(Script script) throws IOException {
        return over(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    static Peer over(ServerSocket server, Script script) {
        return new Peer(server, script);
    }

    /** Sends back whatever comes. */
    static Peer echoing() throws IOException {
        return that(Peer::echo);
    }

    static void echo(Conversation with) throws IOException {
        with.in.transferTo(with.out);
    }

    /** Says nothing, and stays. */
    static Peer silent() throws IOException {
        return that(Conversation::stay);
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> converse(script, socket));
            } catch (IOException | RejectedExecutionException closed) {
                // The loop's condition tells.
            }
        }
    }

    private void converse(Script script, Socket socket) {
        try (socket) {
            script.play(new Conversation(socket, released));
        } catch (Exception e) {
            failures.add(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    Endpoint endpoint() {
        return Endpoint.of(new Address("127.0.0.1", port()));
    }

    /** The same by a name instead of a number. */
    Endpoint named(String host) {
        return Endpoint.of(new Address(host, port()));
    }

    String target() {
        return "static:127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        released.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** What to do with a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void play(Conversation with) throws Exception;
    }

    /** One connection, from the server's side. */
    static final class Conversation {
        final Socket socket;
        final DataInputStream in;
        final OutputStream out;
        private final CountDownLatch released;

        Conversation(Socket socket, CountDownLatch released) throws IOException {
            this.socket = socket;
            this.released = released;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Keeps the connection until the test is over. */
        void stay() throws InterruptedException {
            released.await();
        }

        /** Ends the connection with RST instead of FIN. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** The same, once the other side has said something and so is known to be connected. */
        void readAndReset() throws IOException {
            in.readByte();
            reset();
        }

        /** Reads a frame of the default length-field framing and answers its id. */
        long request() throws IOException {
            int length = in.readInt();
            long id = in.readLong();
            in.skipNBytes(length - Long.BYTES);
            return id;
        }

        void answer(long id, String body) throws IOException {
            out.write(Frames.of(id, body));
        }

        InputStream in() {
            return in;
        }
    }
}
