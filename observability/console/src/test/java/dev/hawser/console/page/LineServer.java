// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A real TCP server that sends back what it gets, can be killed with all its connections, and started again on its port. */
final class LineServer implements AutoCloseable {
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket listener = listen(0);

    private ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            inBackground(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    void startAgain() {
        listener = listen(listener.getLocalPort());
    }

    private void accept(ServerSocket from) throws IOException {
        while (true) {
            Socket socket = from.accept();
            connections.add(socket);
            inBackground(() -> {
                try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } finally {
                    connections.remove(socket);
                }
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // killed, or the peer has gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** As if its process had been killed: connections are reset, and new ones refused. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : connections) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
