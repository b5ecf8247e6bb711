// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A redis-server process of the test's own, and just enough of its protocol. */
final class RedisServer implements AutoCloseable {

    private final Path folder;
    private final int port;
    private Process process;

    RedisServer(Path folder) throws Exception {
        this.folder = folder;
        this.port = TcpTransportTest.freePort();
        start();
    }

    static void assumeInstalled() {
        boolean there;
        try {
            Process version = new ProcessBuilder("redis-server", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            there = version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException | InterruptedException e) {
            there = false;
        }
        assumeTrue(there, "skipped: redis-server is not installed (Debian: apt-get install redis-server)");
    }

    void start() throws Exception {
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        await().ignoreExceptions().until(() -> answersPing());
    }

    private boolean answersPing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return reply(socket.getInputStream()).equals("PONG");
        }
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String target() {
        return "static:127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** Sends a command without spaces in its words, and reads the answer. */
    static String ask(TcpConnection connection, String command) throws IOException {
        connection.outputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply(connection.inputStream());
    }

    private static String reply(InputStream from) throws IOException {
        InputStream in = new BufferedInputStream(from, 1);
        String line = line(in);
        return switch (line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new IOException("redis: " + line.substring(1));
            case '$' -> {
                int length = Integer.parseInt(line.substring(1));
                String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                line(in);
                yield text;
            }
            default -> throw new IOException("redis: unexpected " + line);
        };
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("redis closed the connection");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
