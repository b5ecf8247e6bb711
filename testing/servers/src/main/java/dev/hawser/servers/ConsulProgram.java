// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Where the consul program is: on the PATH, or where {@code testing/servers/install-consul} puts it. */
final class ConsulProgram {
    /** Set by CI: no server is then no reason to skip a test. */
    private static final String REQUIRED = "HAWSER_REQUIRE_SERVERS";

    private static final String INSTALLER = "testing/servers/install-consul";

    /** The installer's own limits for the download come first. */
    private static final long INSTALL_MINUTES = 7;

    private ConsulProgram() {}

    /** The program. Skips the test, or fails it, where there is none. */
    static Path orSkip() {
        Found found = Once.FOUND;
        if (found.program().isPresent()) {
            return found.program().get();
        }
        String message = "there is no consul program on the PATH, and " + INSTALLER + " could not fetch one ("
                + found.problem() + "); install Consul, any version from 1.8 on";
        if (Optional.ofNullable(System.getenv(REQUIRED)).orElse("").isEmpty()) {
            return Assumptions.abort("skipped: " + message);
        }
        throw new IllegalStateException(REQUIRED + " is set, but " + message);
    }

    private static Found find() {
        Optional<Path> onPath = InstalledProgram.onPath("consul");
        return onPath.isPresent() ? new Found(onPath, "") : installed();
    }

    private static Found installed() {
        Optional<Path> installer = installer();
        if (installer.isEmpty()) {
            return new Found(Optional.empty(), "it is not in a folder above this one");
        }
        try {
            Path output = Files.createTempFile("install-consul", ".log");
            try {
                return run(installer.get(), output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Found(Optional.empty(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Found(Optional.empty(), "interrupted");
        }
    }

    /** The program's path is the last line that it prints. */
    private static Found run(Path installer, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(installer.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        String last = lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
        boolean there = ended && process.exitValue() == 0 && Files.isExecutable(Path.of(last));
        return there ? new Found(Optional.of(Path.of(last)), "") : new Found(Optional.empty(), last);
    }

    private static Optional<Path> installer() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path installer = folder.resolve(INSTALLER);
            if (Files.isExecutable(installer)) {
                return Optional.of(installer);
            }
        }
        return Optional.empty();
    }

    private record Found(Optional<Path> program, String problem) {}

    /** Looked for once in a JVM: a download that failed is not tried again for each test. */
    private static final class Once {
        static final Found FOUND = find();
    }
}
