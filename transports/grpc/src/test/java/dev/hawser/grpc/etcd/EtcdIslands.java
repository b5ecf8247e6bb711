// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace for each member of a cluster, joined by a bridge of this process's own, so that a member can be cut
 * off from the others while clients still reach it. With all members on loopback that can't be done by ports: a member
 * also calls the others, from any port. Needs root, iproute2 and iptables.
 */
public final class EtcdIslands implements AutoCloseable {

    private static final long PID = ProcessHandle.current().pid();

    /** A network of this process's own, because two builds may run on one machine. */
    private static final String NETWORK = "10.232." + (1 + PID % 250) + ".";

    private final String bridge = "hwe" + PID % 100_000;

    private EtcdIslands() {
        run("ip", "link", "add", bridge, "type", "bridge");
        run("ip", "addr", "add", NETWORK + "1/24", "dev", bridge);
        run("ip", "link", "set", bridge, "up");
        for (int i = 0; i < EtcdSetup.MEMBERS; i++) {
            String near = near(i);
            String far = "hwf" + i + "x" + PID % 100_000;
            run("ip", "netns", "add", namespace(i));
            run("ip", "link", "add", near, "type", "veth", "peer", "name", far);
            run("ip", "link", "set", far, "netns", namespace(i));
            run("ip", "link", "set", near, "master", bridge);
            run("ip", "link", "set", near, "up");
            run("ip", "-n", namespace(i), "addr", "add", host(i) + "/24", "dev", far);
            run("ip", "-n", namespace(i), "link", "set", far, "up");
            run("ip", "-n", namespace(i), "link", "set", "lo", "up");
        }
    }

    /** Makes them, or skips the test and says what is missing. */
    public static EtcdIslands orSkip() {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: cutting a member off needs root");
        for (String tool : List.of("ip", "iptables")) {
            assumeTrue(
                    succeeds("sh", "-c", "command -v " + tool),
                    "skipped: '" + tool + "' is missing (packages iproute2 and iptables)");
        }
        String probe = "hwp" + PID % 100_000;
        boolean possible = succeeds("ip", "netns", "add", probe)
                && succeeds("ip", "link", "add", probe, "type", "bridge")
                && succeeds("ip", "netns", "exec", probe, "iptables", "-L");
        succeeds("ip", "link", "del", probe);
        succeeds("ip", "netns", "del", probe);
        assumeTrue(possible, "skipped: this machine allows no network namespaces, bridges or packet filters");
        return new EtcdIslands();
    }

    private static String near(int member) {
        return "hwn" + member + "x" + PID % 100_000;
    }

    private static String namespace(int member) {
        return "hawseretcd" + PID + "n" + member;
    }

    String host(int member) {
        return NETWORK + (11 + member);
    }

    List<String> enter(int member) {
        return List.of("ip", "netns", "exec", namespace(member));
    }

    /** No packet passes between the member and the others any more, either way; clients still reach it. */
    public void cutOff(EtcdMember member) {
        for (int i = 0; i < EtcdSetup.MEMBERS; i++) {
            if (host(i).equals(member.peers().host())) {
                for (int other = 0; other < EtcdSetup.MEMBERS; other++) {
                    if (other != i) {
                        iptables(i, "-A", "INPUT", "-s", host(other), "-j", "DROP");
                        iptables(i, "-A", "OUTPUT", "-d", host(other), "-j", "DROP");
                    }
                }
            }
        }
    }

    public void heal() {
        for (int i = 0; i < EtcdSetup.MEMBERS; i++) {
            iptables(i, "-F");
        }
    }

    private void iptables(int member, String... arguments) {
        String[] command = new String[5 + arguments.length];
        System.arraycopy(enter(member).toArray(), 0, command, 0, 4);
        command[4] = "iptables";
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        run(command);
    }

    @Override
    public void close() {
        for (int i = 0; i < EtcdSetup.MEMBERS; i++) {
            succeeds("ip", "link", "del", near(i)); // the kernel would do it with the namespace, some time later
            succeeds("ip", "netns", "del", namespace(i));
        }
        succeeds("ip", "link", "del", bridge);
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
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
