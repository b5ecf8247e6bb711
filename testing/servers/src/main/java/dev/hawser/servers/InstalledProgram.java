// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs that a distribution has, and that are on the PATH or nowhere. */
final class InstalledProgram {
    /** Set by CI: no server is then no reason to skip a test. */
    private static final String REQUIRED = "HAWSER_REQUIRE_SERVERS";

    private InstalledProgram() {}

    /**
     * The program. Skips the test, or fails it, where there is none.
     *
     * @param remedy what to install
     */
    static Path orSkip(String name, String remedy) {
        Optional<Path> found = onPath(name);
        if (found.isPresent()) {
            return found.get();
        }
        String message = "there is no " + name + " on the PATH; " + remedy;
        if (Optional.ofNullable(System.getenv(REQUIRED)).orElse("").isEmpty()) {
            return Assumptions.abort("skipped: " + message);
        }
        throw new IllegalStateException(REQUIRED + " is set, but " + message);
    }

    static Optional<Path> onPath(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
                .findFirst();
    }
}
