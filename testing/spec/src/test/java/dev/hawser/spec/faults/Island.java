// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A host of its own on this machine: a network namespace at the other end of a virtual cable, with a server in it, whose
 * packets can be dropped, refused and cut off without touching anything else. Needs root, iproute2 and iptables.
 */
final class Island implements AutoCloseable {

    /** A network of this process's own, because two builds may run on one machine. */
    private static final String NETWORK =
            "10.231." + (1 + ProcessHandle.current().pid() % 250);

    static final String HERE = NETWORK + ".1";
    static final String THERE = NETWORK + ".2";
    static final int FIRST = 7000;
    static final int SECOND = 7001;

    private final String name = "hawser" + ProcessHandle.current().pid();
    private final String near = "hwa" + ProcessHandle.current().pid() % 100_000;
    private final String far = "hwb" + ProcessHandle.current().pid() % 100_000;
    private final Process server;

    private Island(Class<?> serverMain) throws IOException {
        run("ip", "netns", "add", name);
        run("ip", "link", "add", near, "type", "veth", "peer", "name", far);
        run("ip", "link", "set", far, "netns", name);
        run("ip", "addr", "add", HERE + "/24", "dev", near);
        run("ip", "link", "set", near, "up");
        run("ip", "-n", name, "addr", "add", THERE + "/24", "dev", far);
        run("ip", "-n", name, "link", "set", far, "up");
        run("ip", "-n", name, "link", "set", "lo", "up");
        server = startServer(serverMain);
    }

    /**
     * Makes the island, or skips the test and says what is missing.
     *
     * @param serverMain listens at the address and the ports that it is given, says "ready" and ends with its standard
     *     input
     */
    static Island orSkip(Class<?> serverMain) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: network faults need root");
        for (String tool : List.of("ip", "iptables", "ss")) {
            assumeTrue(
                    succeeds("sh", "-c", "command -v " + tool),
                    "skipped: '" + tool + "' is missing (packages iproute2 and iptables)");
        }
        assumeTrue(canMakeNamespaces(), "skipped: this machine allows no network namespaces");
        return new Island(serverMain);
    }

    private static boolean canMakeNamespaces() {
        String probe = "hawserprobe" + ProcessHandle.current().pid();
        return succeeds("ip", "netns", "add", probe) && succeeds("ip", "netns", "del", probe);
    }

    private Process startServer(Class<?> serverMain) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        name,
                        java,
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        serverMain.getName(),
                        THERE,
                        String.valueOf(FIRST),
                        String.valueOf(SECOND))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        if (!"ready".equals(out.readLine())) {
            throw new IOException("the server did not start");
        }
        return process;
    }

    /** Swallows what comes for a port. */
    void dropIncoming(int port) {
        iptables("-A", "INPUT", "-p", "tcp", "--dport", String.valueOf(port), "-j", "DROP");
    }

    /** Swallows what a port answers. */
    void dropOutgoing(int port) {
        iptables("-A", "OUTPUT", "-p", "tcp", "--sport", String.valueOf(port), "-j", "DROP");
    }

    void refuse(int port) {
        iptables(
                "-A",
                "INPUT",
                "-p",
                "tcp",
                "--dport",
                String.valueOf(port),
                "-j",
                "REJECT",
                "--reject-with",
                "tcp-reset");
    }

    /** Loses a share of all packets. */
    void lose(double share) {
        iptables(
                "-A",
                "INPUT",
                "-p",
                "tcp",
                "-m",
                "statistic",
                "--mode",
                "random",
                "--probability",
                String.valueOf(share),
                "-j",
                "DROP");
    }

    void heal() {
        iptables("-F");
    }

    /** Kills the live sockets to a port at our end: whoever uses one is told at once. */
    void killSockets(int port) {
        succeeds("ss", "-K", "dst", THERE, "dport", "=", String.valueOf(port));
    }

    /** Kills the live sockets of a port at its own end: it is the peer that is told, by a reset. */
    void resetByServer(int port) {
        succeeds("ip", "netns", "exec", name, "ss", "-K", "sport", "=", String.valueOf(port));
    }

    /** Sockets of this process to the island, as {@code ss} words them. */
    static List<String> sockets() throws IOException {
        Process process = new ProcessBuilder("ss", "-tnpH", "dst", THERE).start();
        try (BufferedReader out = process.inputReader()) {
            String own = "pid=" + ProcessHandle.current().pid() + ",";
            return out.lines().filter(line -> line.contains(own)).toList();
        }
    }

    void linkDown() {
        run("ip", "-n", name, "link", "set", far, "down");
    }

    void linkUp() {
        run("ip", "-n", name, "link", "set", far, "up");
    }

    void makeUnreachable() {
        run("ip", "route", "add", "unreachable", THERE + "/32");
    }

    void makeReachable() {
        run("ip", "route", "del", "unreachable", THERE + "/32");
    }

    private void iptables(String... arguments) {
        // The lock that it waits for is the whole machine's, of which we are not the only user.
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name, "iptables", "-w"));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) {
        if (!succeeds(command)) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
        succeeds("ip", "netns", "del", name);
        succeeds("ip", "link", "del", near);
    }
}
