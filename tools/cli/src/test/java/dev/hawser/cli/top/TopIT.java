// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.cli.Program;
import dev.hawser.cli.admin.Documents;
import dev.hawser.cli.admin.FakeConsole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser top} on a terminal: keys work, and however it ends, the terminal is as it was before. */
@Timeout(180)
class TopIT {

    private static final String ENTERED = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEFT = "\033[?7h\033[?25h\033[?1049l";
    private static final String ROWS = "q quit";

    @TempDir
    private Path folder;

    private FakeConsole console;

    @BeforeEach
    void start() throws IOException {
        console = new FakeConsole()
                .on("/pools", Documents.POOLS)
                .on("/events", "{\"schema\":\"hawser.console/1\",\"events\":[{\"text\":\"UP → DOWN: refused\"}]}")
                .on("/drain", "{\"schema\":\"hawser.console/1\",\"done\":\"10.0.0.1:7001 gets no new work\"}");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private Pty top(String... options) throws IOException {
        assumeTrue(Pty.isPossible(), "install util-linux's script (Debian: bsdutils) to test on a terminal");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = Stream.concat(
                        Stream.of(java, "-Dhawser.tty=outerr", "-cp", classes, "dev.hawser.cli.Hawser", "top"),
                        Stream.concat(Stream.of(console.url()), Stream.of(options)))
                .toList();
        return new Pty(folder, "rows 20 cols 100", command);
    }

    private static void assertRestored(Pty pty, int exitCode) throws IOException {
        String shown = pty.shown();
        assertThat(shown).containsOnlyOnce(ENTERED).containsOnlyOnce(LEFT);
        assertThat(shown.substring(shown.indexOf(LEFT)))
                .contains("EXIT=" + exitCode)
                .containsPattern("[^-]icanon\\b")
                .containsPattern("[^-]echo\\b")
                .contains("susp = ^Z");
    }

    @Test
    void keysSortExpandFilterDrainAndQuit() throws IOException, InterruptedException {
        try (Pty pty = top("--actions")) {
            pty.await(ROWS);
            pty.type("\033[B");
            pty.await("▶ 10.0.0.1:7001");
            pty.type("\r");
            pty.await("UP → DOWN: refused");
            pty.type("e");
            pty.await("by errors");
            pty.type("dy");
            pty.await("10.0.0.1:7001 gets no new work");
            pty.type("/mail\r");
            pty.await("only 'mail'");
            pty.type("q");
            pty.awaitEnd();

            assertRestored(pty, 0);
            assertThat(console.asked())
                    .contains(new FakeConsole.Asked("POST", "/drain?endpoint=10.0.0.1%3A7001&pool=kv", "null", "1"));
        }
    }

    @Test
    void ctrlCEndsIt() throws IOException, InterruptedException {
        try (Pty pty = top()) {
            pty.await(ROWS);
            pty.type("\003");
            pty.awaitEnd();

            assertRestored(pty, 0);
        }
    }

    @Test
    void aPoliteKillEndsIt() throws IOException, InterruptedException {
        try (Pty pty = top()) {
            pty.await(ROWS);
            pty.java().destroy();
            pty.awaitEnd();

            assertRestored(pty, 0);
        }
    }

    @Test
    void aTerminalThatBecomesNarrowerGetsFewerColumns() throws IOException, InterruptedException {
        try (Pty pty = top()) {
            pty.await("SINCE");
            Process stty = new ProcessBuilder("sh", "-c", "stty rows 16 cols 70 < " + terminalOf(pty.java())).start();
            assertThat(stty.waitFor()).isZero();

            pty.await("\033[2mCALLS/S\033[0m  \033[2mERRORS\033[0m");

            pty.type("q");
            pty.awaitEnd();
            assertRestored(pty, 0);
        }
    }

    private static Path terminalOf(ProcessHandle process) throws IOException {
        return Path.of("/proc", Long.toString(process.pid()), "fd", "1").toRealPath();
    }

    /** In a pipe there is nothing to draw on: one table, and a word about it. */
    @Test
    void withoutATerminalThereIsOneTable() throws IOException, InterruptedException {
        try (Program top = Program.start(folder, "top", console.url())) {
            assertThat(top.exitCode()).isZero();
            assertThat(top.output())
                    .contains("hawser top", "10.0.0.2:7001", "✖ down for 3s")
                    .doesNotContain("\033");
            assertThat(top.told())
                    .containsExactly(
                            "hawser: standard output is no terminal that can be drawn on, so this is one look");
        }
    }
}
