// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import dev.hawser.cli.stats.Causes;
import dev.hawser.endpoint.Address;
import dev.hawser.time.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link DemoServer} in a JVM of its own. */
final class ServerProcess implements AutoCloseable {

    /** A JVM is up in half a second; a busy machine may take a hundred times as long, with all of them starting at once. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    /** More than the server gives its last calls. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

    private static final String LOOPBACK = "127.0.0.1";

    /** Small and quick to start: these servers are guests on the machine of somebody who wants a demo. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Djava.net.preferIPv4Stack=true");

    private final Process process;
    private final Address address;

    private ServerProcess(Process process, Address address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param port where, 0 for any free port
     * @param log gets what the server says on its standard error
     * @throws IOException if it does not start, with what it said
     */
    static ServerProcess start(Role role, int port, long seed, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hawser.cli.Hawser"));
        command.addAll(
                List.of(DemoServerCommand.NAME, "--port", Integer.toString(port), "--seed", Long.toString(seed)));
        command.addAll(List.of("--delay", role.behaviour().delay().toMillis() + "ms"));
        command.addAll(List.of("--flaky", Double.toString(role.behaviour().flaky())));
        if (role.protocol() == Role.Protocol.GRPC) {
            command.add("--grpc");
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            return new ServerProcess(process, new Address(LOOPBACK, awaitPort(process)));
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException(
                    "server '" + role.name() + "' did not start: " + Causes.of(e) + "\n" + Files.readString(log), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int awaitPort(Process process) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Threads.daemons("demo-start").newThread(() -> readPort(process, port)).start();
        return port.get(START_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void readPort(Process process, CompletableFuture<Integer> port) {
        try {
            BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
            String line = lines.readLine();
            if (line == null || !line.startsWith(DemoServerCommand.READY)) {
                throw new IOException("it ended early");
            }
            port.complete(Integer.parseInt(line.substring(DemoServerCommand.READY.length())));
        } catch (IOException | NumberFormatException e) {
            port.completeExceptionally(e);
        }
    }

    Address address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it the hard way, {@code kill -9}: no good-bye, no shutdown hook. Returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Gives it an order, which it carries out when it can. */
    void tell(String order) throws IOException {
        OutputStream orders = process.getOutputStream();
        orders.write((order + "\n").getBytes(StandardCharsets.US_ASCII));
        orders.flush();
    }

    /** Lets it finish what it has and end. Returns when the process is gone. */
    void drain() throws IOException, InterruptedException {
        tell(DemoServerCommand.DRAIN);
        if (!process.waitFor(DRAIN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the server did not end within " + DRAIN_TIMEOUT.toSeconds() + " s");
        }
    }

    /** Lets it go, by ending its standard input, and makes sure that it is gone. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (IOException e) {
            // Its end of the pipe is gone, so it is dead or dying; the rest is the same.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
