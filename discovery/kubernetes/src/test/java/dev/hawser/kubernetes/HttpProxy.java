// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

/** A proxy that tunnels with CONNECT, and passes on the rest after a look at its first line. Notes what it is asked. */
final class HttpProxy implements AutoCloseable {
    private final Optional<String> credentials;
    private final ServerSocket server;
    private final ExecutorService threads = Threads.blocking("proxy");
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** @param credentials as in the header Proxy-Authorization, demanded of all */
    HttpProxy(Optional<String> credentials) {
        this.credentials = credentials;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Of each request that came in. */
    List<String> heads() {
        return heads;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            heads.add("");
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            if (credentials.isPresent() && !head.contains("Proxy-Authorization: " + credentials.get() + "\r\n")) {
                write(
                        client.getOutputStream(),
                        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            String[] words = head.split(" ");
            boolean tunnel = words[0].equals("CONNECT");
            String place = tunnel ? words[1] : words[1].replaceAll("http://([^/]+)/.*", "$1");
            int colon = place.lastIndexOf(':');
            try (Socket far = new Socket(place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)))) {
                sockets.add(far);
                if (tunnel) {
                    write(client.getOutputStream(), "HTTP/1.1 200 Connected\r\n\r\n");
                } else {
                    write(far.getOutputStream(), head.replace("http://" + place, ""));
                }
                threads.execute(() -> pump(client, far));
                pump(far, client);
            }
        } catch (IOException e) {
            heads.add("failed: " + e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended in the middle of " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        Threads.end(threads);
    }
}
