// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sends requests byte for byte as a test wants them, which the JDK's client would not do. */
final class Browser {

    private Browser() {}

    record Reply(int status, String head, String body) {
        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .collect(Collectors.joining(","));
        }
    }

    static Reply get(Console console, String target, String... headers) throws IOException {
        return send(console, "GET", target, headers);
    }

    static Reply send(Console console, String method, String target, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: " + console.uri().getAuthority());
        }
        lines.add("Connection: close");
        return raw(console.uri(), method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Sends this, and reads until the other side closes. */
    static Reply raw(URI uri, String request) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            String head = end < 0 ? all : all.substring(0, end);
            int status = head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
            return new Reply(status, head, end < 0 ? "" : all.substring(end + 4));
        }
    }

    /** Reads a stream's events as they come. */
    static final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Stream(Console console) throws IOException {
            socket = new Socket(console.uri().getHost(), console.uri().getPort());
            socket.setSoTimeout(20_000);
            String request = "GET /stream HTTP/1.1\r\nHost: " + console.uri().getAuthority() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event of this name; its data, which is one line, in pieces of the transport. */
        JsonObject next(String name) throws IOException {
            while (true) {
                String line = line();
                if (line.equals("event: " + name)) {
                    StringBuilder data = new StringBuilder();
                    for (String next = line(); !next.isEmpty() || data.length() == 0; next = line()) {
                        data.append(next);
                    }
                    String text = data.toString();
                    return JsonParser.parseString(text.substring(text.indexOf('{')))
                            .getAsJsonObject();
                }
            }
        }

        private String line() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
