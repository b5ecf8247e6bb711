// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hawser} itself. Runs after the jar was packaged, so that it has nothing to build. */
@Timeout(120)
class ScriptIT {

    private static final Path SCRIPT =
            Path.of("..", "..", "hawser").toAbsolutePath().normalize();

    @TempDir
    private Path elsewhere;

    @Test
    void itRunsFromAnyFolderAndThroughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("hawser"), SCRIPT);

        try (Program hawser = Program.start(elsewhere, List.of(link.toString(), "--version"))) {
            assertThat(hawser.exitCode()).isZero();
            assertThat(hawser.output()).startsWith("hawser ");
            assertThat(hawser.told()).isEmpty();
        }
        Files.delete(link);
    }

    @Test
    void standardOutputOfAHeadlessDemoIsOneJsonDocument() throws IOException, InterruptedException {
        List<String> command = List.of(SCRIPT.toString(), "demo", "--headless", "--seconds", "8", "--output", "json");
        try (Program hawser = Program.start(elsewhere, command)) {
            assertThat(hawser.exitCode()).as(hawser.told().toString()).isZero();

            JsonObject document = JsonParser.parseString(hawser.output()).getAsJsonObject();

            assertThat(document.get("ok").getAsBoolean()).isTrue();
        }
    }

    /** The script becomes Java, so a signal to it is a signal to the demo. */
    @Test
    void ctrlCReachesTheDemo() throws IOException, InterruptedException {
        List<String> command = List.of(SCRIPT.toString(), "demo", "--headless", "--seconds", "60");
        try (Program hawser =
                Program.start(elsewhere, List.of("bash", "-c", "exec " + String.join(" ", command) + " 1>&2"))) {
            hawser.awaitLine(line -> line.contains("swift is up"));

            hawser.interrupt();

            assertThat(hawser.exitCode()).isZero();
            assertThat(hawser.told()).anyMatch(line -> line.startsWith("Summary   ended early"));
        }
    }

    /** All modules are in the jar, and their service files too. */
    @Test
    void everySourceIsThere() throws IOException, InterruptedException {
        List<String> command = List.of(SCRIPT.toString(), "discover", "static:10.0.0.1:7001*3");
        try (Program version = Program.start(elsewhere, List.of(SCRIPT.toString(), "--version"));
                Program discover = Program.start(elsewhere, command)) {
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).contains("Schemes: consul dns file kubernetes srv static tcp");
            assertThat(discover.exitCode()).isZero();
            assertThat(discover.output()).contains("10.0.0.1:7001       3         0  -      -");
        }
    }

    /** Thousands of classes for Kubernetes are in the jar, and who asks for none of them does not wait for them. */
    @Test
    void kubernetesIsNotLoadedUnlessItIsAskedFor() throws IOException, InterruptedException {
        List<String> command = List.of(
                "env", "HAWSER_JAVA_OPTS=-Xlog:class+load", SCRIPT.toString(), "discover", "static:10.0.0.1:7001");
        try (Program discover = Program.start(elsewhere, command)) {
            assertThat(discover.exitCode()).isZero();
            assertThat(discover.output())
                    .contains("dev.hawser.cli.discover.DiscoverCommand", "10.0.0.1:7001")
                    .doesNotContain("io.fabric8", "com.fasterxml");
        }
    }

    /** What several jars have under one name, and what belongs to only one of them, is lost or wrong in one for all. */
    @Test
    void theJarHoldsNothingTwiceAndNothingOfASingleModule() throws IOException {
        try (JarFile jar =
                new JarFile(SCRIPT.resolveSibling("tools/cli/target/hawser.jar").toFile())) {
            List<String> names = jar.stream().map(JarEntry::getName).toList();

            assertThat(names).doesNotHaveDuplicates();
            assertThat(names)
                    .noneMatch(
                            name -> name.endsWith("module-info.class") || name.matches("META-INF/.*\\.(SF|RSA|DSA)"));
        }
    }

    @Test
    void exitCodesArriveAtTheShell() throws IOException, InterruptedException {
        try (Program hawser = Program.start(elsewhere, List.of(SCRIPT.toString(), "nonsense"))) {
            assertThat(hawser.exitCode()).isEqualTo(2);
        }
    }
}
