// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, seen from where it was started. */
final class ServerProcess implements AutoCloseable {

    /** For servers whose speed is not measured, but which are started often, and five at a time. */
    private static final List<String> SMALL =
            List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private static final long END_SECONDS = 10;

    private final Settings settings;
    private final Process process;
    private final int port;

    private ServerProcess(Settings settings, Process process, int port) {
        this.settings = settings;
        this.process = process;
        this.port = port;
    }

    /** Returns when it listens. */
    static ServerProcess start(Settings settings) throws IOException {
        return start(settings, 0);
    }

    private static ServerProcess start(Settings settings, int port) throws IOException {
        List<String> flags = settings.small ? SMALL : List.of("-Xms256m", "-Xmx256m");
        Process process = Jvm.own()
                .start(
                        EchoServer.class,
                        flags,
                        settings.name,
                        port,
                        settings.delayMillis,
                        settings.maxStreams,
                        settings.maxAgeMillis);
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(EchoServer.READY)) {
                return new ServerProcess(
                        settings, process, Integer.parseInt(line.substring(EchoServer.READY.length())));
            }
        }
        throw new IOException("server " + settings.name + " ended before it listened");
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    String name() {
        return settings.name;
    }

    /** Lets calls in flight end, and starts another at the same address. */
    ServerProcess restart() throws IOException, InterruptedException {
        // Not process.destroy(): that also closes the server's input, at the end of which it halts in the midst of its
        // calls.
        process.toHandle().destroy();
        return again();
    }

    /** As {@code kill -9} would: no goodbye; then starts another at the same address. */
    ServerProcess killAndStart() throws IOException, InterruptedException {
        process.destroyForcibly();
        return again();
    }

    private ServerProcess again() throws IOException, InterruptedException {
        awaitEnd();
        return start(settings, port);
    }

    private void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("server " + settings.name + ": no end after " + END_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /**
     * @param name what it answers
     * @param small whether its speed doesn't matter
     * @param delayMillis before an answer
     * @param maxStreams on one connection; 0 for any number
     * @param maxAgeMillis of a connection, after which it says goodbye; 0 for ever
     */
    record Settings(String name, boolean small, long delayMillis, int maxStreams, long maxAgeMillis) {

        static Settings fast() {
            return new Settings("fast", false, 0, 0, 0);
        }

        static Settings small(String name, long delayMillis) {
            return new Settings(name, true, delayMillis, 0, 0);
        }

        Settings withMaxStreams(int value) {
            return new Settings(name, small, delayMillis, value, maxAgeMillis);
        }

        Settings withMaxAgeMillis(long value) {
            return new Settings(name, small, delayMillis, maxStreams, value);
        }
    }
}
