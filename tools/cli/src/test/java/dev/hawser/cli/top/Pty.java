// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command on a terminal of its own, which {@code script} of util-linux makes; we are the person before it. */
final class Pty implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process script;
    private final Path output;
    private final OutputStream keys;

    /** @param size as {@code stty} takes it */
    Pty(Path folder, String size, List<String> command) throws IOException {
        output = Files.createTempFile(folder, "pty", ".txt");
        String quoted = "'" + String.join("' '", command) + "'";
        // Ctrl-C goes to whoever is on the terminal, so to the shell as well, which has to live on for a last look.
        String shell = "trap : INT; stty " + size + "; " + quoted + "; echo EXIT=$?; stty -a";
        ProcessBuilder builder = new ProcessBuilder("script", "--quiet", "--command", shell, "/dev/null")
                .redirectOutput(output.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("NO_COLOR");
        script = builder.start();
        keys = script.getOutputStream();
    }

    static boolean isPossible() {
        try {
            Process version = new ProcessBuilder("script", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return version.waitFor() == 0 && said.contains("util-linux");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** All that was written to the terminal so far. */
    String shown() throws IOException {
        return Files.readString(output);
    }

    void await(String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown()).contains(text));
    }

    /** The Java program on the terminal. */
    ProcessHandle java() {
        return script.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    void awaitEnd() throws InterruptedException {
        assertThat(script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
