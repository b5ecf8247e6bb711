// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A dnsmasq of our own on a free port of the loopback interface, with the records it is given. */
final class Dnsmasq implements AutoCloseable {
    private static final String READY = "ready.hawser.test";
    static final String TIME_TO_LIVE = "--local-ttl=";
    private static final int TRIES = 50;

    private final int port = freePort();
    private final Path log;
    private Process process;

    private Dnsmasq(Path folder, String... records) throws IOException {
        log = folder.resolve("dnsmasq.log");
        process = started(records);
    }

    /** Skips the test, and says what to install, where there is no dnsmasq. */
    static Dnsmasq start(Path folder, String... records) throws IOException {
        assumeTrue(binary().isPresent(), "dnsmasq is not installed; on Debian: apt-get install dnsmasq-base");
        return new Dnsmasq(folder, records);
    }

    private static Optional<Path> binary() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "dnsmasq"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Address address() {
        return new Address("127.0.0.1", port);
    }

    DnsResolver resolver() {
        return DnsResolver.server(address(), Duration.ofSeconds(2));
    }

    /** Ends the server the hard way, as a power cut would. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void restart(String... records) throws IOException {
        kill();
        process = started(records);
    }

    /** Lets it read its hosts files again, without a moment in which it doesn't answer. */
    void reload() throws IOException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        try {
            kill.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process started(String... records) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary().orElseThrow().toString(),
                "--no-daemon",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--pid-file=",
                "--user=" + System.getProperty("user.name"),
                "--host-record=" + READY + ",127.0.0.1"));
        command.addAll(List.of(records));
        if (Stream.of(records).noneMatch(record -> record.startsWith(TIME_TO_LIVE))) {
            command.add(TIME_TO_LIVE + 1);
        }
        Process server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        awaitReady(server);
        return server;
    }

    /** Asks until it answers. A refused datagram fails at once, hence the pause, which ends with the server. */
    private void awaitReady(Process server) throws IOException {
        DnsResolver resolver = DnsResolver.server(address(), Duration.ofMillis(600));
        for (int i = 0; i < TRIES; i++) {
            try {
                resolver.addresses(READY, AddressFamily.IPV4);
                return;
            } catch (IOException notYet) {
                if (exits(server)) {
                    break;
                }
            }
        }
        server.destroyForcibly();
        throw new IOException("dnsmasq did not start: " + Files.readString(log));
    }

    private static boolean exits(Process server) {
        try {
            return server.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Free for UDP and TCP a moment ago, which is as much as anybody can know. */
    private static int freePort() {
        for (int i = 0; i < TRIES; i++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()))) {
                return udp.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free for both UDP and TCP");
    }

    @Override
    public void close() {
        kill();
    }
}
