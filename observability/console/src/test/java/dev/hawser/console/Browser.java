// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
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
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
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

    /** What somebody who wants the stream is told. */
    static int streamStatus(Console console) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) console.uri().resolve("/stream").toURL().openConnection();
        connection.setReadTimeout(20_000);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** Reads a stream's events as they come. */
    static final class Stream implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader in;

        Stream(Console console) throws IOException {
            connection =
                    (HttpURLConnection) console.uri().resolve("/stream").toURL().openConnection();
            connection.setReadTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The data of the next event of this name. */
        JsonObject next(String name) throws IOException {
            String line;
            do {
                line = line();
            } while (!line.equals("event: " + name));
            String data = line();
            assertThat(data).startsWith("data: ");
            assertThat(line()).isEmpty();
            return JsonParser.parseString(data.substring("data: ".length())).getAsJsonObject();
        }

        private String line() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            return line;
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
