// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own judge of rules and of what programs show. */
public final class Promtool {
    private static final long PATIENCE_SECONDS = 60;

    private Promtool() {}

    /**
     * What it says and how it ends.
     *
     * @param output both streams
     */
    public record Verdict(int exit, String output) {}

    /** Runs it, as in {@code run("check", "rules", file)}. Skips the test, and says what to install, where there is none. */
    public static Verdict run(String... arguments) {
        return runWith("", arguments);
    }

    /** The same with an input. */
    public static Verdict runWith(String input, String... arguments) {
        Path program = InstalledProgram.orSkip("promtool", PrometheusServer.REMEDY);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path folder = Folders.create("hawser-promtool");
        try {
            Path in = Files.writeString(folder.resolve("in"), input);
            Path out = folder.resolve("out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(out, StandardCharsets.UTF_8);
            return new Verdict(ended ? process.exitValue() : -1, output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Folders.delete(folder);
        }
    }
}
