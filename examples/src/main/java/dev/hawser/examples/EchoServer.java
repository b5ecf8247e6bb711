// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.endpoint.Address;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server to talk to, on a free port of this machine; a thread for each connection. Not an example of a server. */
public final class EchoServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Conversation conversation;

    private EchoServer(Conversation conversation) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.conversation = conversation;
        daemon(this::accept);
    }

    /** Answers each line with its own name and that line: {@code a: hello}. */
    static EchoServer ofLines(String name) throws IOException {
        return new EchoServer(socket -> {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                socket.getOutputStream().write((name + ": " + line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Answers each frame, four bytes of length and then id and body, with the same frame. */
    static EchoServer ofFrames() throws IOException {
        return new EchoServer(socket -> {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] idAndBody = in.readNBytes(in.readInt());
                out.writeInt(idAndBody.length);
                out.write(idAndBody);
            }
        });
    }

    Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            daemon(() -> {
                try (socket) {
                    conversation.with(socket);
                }
            });
        }
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // The other side has gone, or we have been closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private interface Work {
        void run() throws IOException;
    }
}
