// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the system has no more to give, each in a process (and a network) of its own. */
@Tag("os")
class OsLimitsTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void needsLinux() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"), "skipped: uses ulimit and network namespaces of Linux");
    }

    @Test
    void withoutFileDescriptorsConnectingFailsClearlyAndRecovers() throws Exception {
        String report = run("ulimit -n 160 && exec " + java() + " -XX:-MaxFDLimit");

        assertThat(report)
                .contains("Too many open files")
                .contains("recovered true")
                .contains("leased at the end 0");
        assertThat(number(report, "leases (\\d+)")).isBetween(10, 150);
        assertThat(number(report, "attempts failed (\\d+)")).as("no busy loop").isBetween(1, 40);
    }

    @Test
    void withoutPortsConnectingFailsClearlyAndRecovers() throws Exception {
        assumeTrue(works("unshare -n ip link set lo up"), "skipped: needs root, unshare and ip to make a network");

        String report = run("exec unshare -n bash -c 'ip link set lo up && "
                + "echo \"40000 40009\" > /proc/sys/net/ipv4/ip_local_port_range && exec \"$@\"' net " + java());

        assertThat(report)
                .contains("Cannot assign requested address")
                .contains("recovered true")
                .contains("leased at the end 0");
        assertThat(number(report, "leases (\\d+)")).isBetween(1, 10);
        assertThat(number(report, "attempts failed (\\d+)")).as("no busy loop").isBetween(1, 40);
    }

    private String run(String shell) throws Exception {
        Path output = folder.resolve("output");
        Process process = bash(
                shell + " -Xmx64m -cp " + System.getProperty("java.class.path") + " " + Exhaustion.class.getName(),
                output);
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String report = Files.readString(output);
        assertThat(ended).as(report).isTrue();
        return report;
    }

    private boolean works(String shell) throws Exception {
        return bash(shell, folder.resolve("trial")).waitFor() == 0;
    }

    private static Process bash(String command, Path output) throws IOException {
        return new ProcessBuilder(List.of("bash", "-c", command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int number(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
