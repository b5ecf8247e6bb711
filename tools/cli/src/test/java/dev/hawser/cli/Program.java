// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** The hawser command in a process of its own, as a user would run it, its output in files. */
public final class Program implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;
    private static final int SIGINT = 2;
    private static final int FIRST_TO_WARN = 24;

    private final Process process;
    private final Path out;
    private final List<String> told = new ArrayList<>();

    private Program(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /** Runs the classes under test. */
    public static Program start(Path folder, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_TO_WARN) { // as the script does
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add("dev.hawser.cli.Hawser");
        command.addAll(List.of(args));
        return start(folder, command);
    }

    /** Runs any command, from the folder. Its standard error is read by {@link #awaitLine}. */
    public static Program start(Path folder, List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .start();
        return new Program(process, out);
    }

    public Process process() {
        return process;
    }

    /** Reads its standard error up to a line of this kind. */
    public String awaitLine(Predicate<String> kind) throws IOException {
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            told.add(line);
            if (kind.test(line)) {
                return line;
            }
        }
        throw new AssertionError("it ended without the line that was waited for; it said: " + told);
    }

    /** What Ctrl-C does. */
    public void interrupt() throws IOException, InterruptedException {
        // A shell without job control starts background jobs with SIGINT ignored, and children inherit that.
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (Files.exists(status)) {
            long ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0L);
            Assumptions.assumeTrue((ignored & (1L << (SIGINT - 1))) == 0, "SIGINT is ignored in this environment");
        }
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Waits for its end. */
    public int exitCode() throws IOException, InterruptedException {
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            told.add(line);
        }
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    /** What it wrote to standard output. */
    public String output() throws IOException {
        return Files.readString(out);
    }

    /** What it wrote to standard error so far. */
    public List<String> told() {
        return told;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
