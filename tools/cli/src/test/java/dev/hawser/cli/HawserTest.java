// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HawserTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Hawser.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void helpShowsExamplesAndHidesTheDemosOwnServers() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("Examples:", "hawser demo", "hawser bench tcp://127.0.0.1:6379 --redis-ping", "Exit codes:")
                .doesNotContain("demo-server");
    }

    @Test
    void theVersionIsToldWithoutRunningAnything() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("hawser ").doesNotContain("$", "unknown");
    }

    @Test
    void noCommandIsAUsageError() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a command is missing", "Usage: hawser");
    }

    /** The whole help after a message pushed it out of the terminal. */
    @Test
    void aMistakeIsAnsweredInAFewLinesThatSayWhereToReadOn() {
        assertThat(run("bench", "tcp://127.0.0.1:1", "--redis-ping", "-c", "many"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "hawser: Invalid value for option '-c': 'many' is not an int", "See: hawser bench --help");
    }

    @Test
    void aMistypedCommandIsAnsweredWithASuggestion() {
        assertThat(run("bnech")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'bnech'", "Did you mean: hawser bench?");
    }

    @Test
    void aMistypedOptionIsAnsweredWithASuggestion() {
        assertThat(run("demo", "--headles")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--headles", "--headless");
    }

    @Test
    void aValueOutOfBoundsIsNamedWithItsBounds() {
        assertThat(run("demo", "--seconds", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--seconds: 1 (expected: 5 to 3600)");
    }

    @Test
    void aFormatThatDoesNotExistIsAnsweredWithThoseThatDo() {
        assertThat(run("demo", "-o", "xml")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected one of [table, json]");
    }

    @Test
    void aBadTargetIsExplainedByTheLibrary() {
        assertThat(run("bench", "gopher:x", "--redis-ping")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("hawser: target 'gopher:x'", "expected: one of")
                .doesNotContain("\tat ");
    }

    @Test
    void aBenchWithNothingToSendSaysWhatToAdd() {
        assertThat(run("bench", "tcp://127.0.0.1:1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("nothing to send (expected: one of --payload TEXT");
    }

    @Test
    void theSchemesThereAreAreInTheHelpAndTheVersion() {
        assertThat(run("discover", "--help")).isEqualTo(ExitCode.OK);
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines())
                .filteredOn(line -> line.startsWith("Schemes: "))
                .hasSize(2)
                .allMatch(line -> line.contains("dns") && line.contains("file"));
    }

    @Test
    void anUnknownSchemeOrParameterIsExplainedByTheLibrary() {
        assertThat(run("discover", "gopher:x")).isEqualTo(ExitCode.USAGE);
        assertThat(run("discover", "file:x?token=s3cret")).isEqualTo(ExitCode.USAGE);
        assertThat(run("discover", "file:x", "--timeout", "0s")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("scheme: 'gopher' (expected: one of", "parameter: 'token' (expected: one of [refresh")
                .contains("--timeout: 0 (expected: > 0)")
                .doesNotContain("s3cret", "\tat ");
    }

    @Test
    void wordsForTheDoctorThatDoNotGoTogetherAreRefused() {
        assertThat(run("doctor", "127.0.0.1:1", "--plaintext", "--tls")).isEqualTo(ExitCode.USAGE);
        assertThat(run("doctor", "127.0.0.1:1", "--rate", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(run("doctor", "127.0.0.1:1", "--keepalive", "1ms")).isEqualTo(ExitCode.USAGE);
        assertThat(run("doctor", "grpc://127.0.0.1:1", "--protocol", "tcp")).isEqualTo(ExitCode.USAGE);
        assertThat(run("doctor", "127.0.0.1:1", "--ca", "/nope.pem")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(
                        "--plaintext with an option for TLS",
                        "--rate: 0.0 (expected: 1 to 1000)",
                        "--keepalive: PT0.001S")
                .contains("--protocol tcp with a gRPC target", "--ca: '/nope.pem'")
                .doesNotContain("\tat ");
    }

    @Test
    void aDurationNeedsAUnit() {
        assertThat(run("bench", "tcp://127.0.0.1:1", "--redis-ping", "-z", "10"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'10' (expected: a number and a unit, like 500ms, 10s or 2m)");
    }

    @Test
    void durationsAreReadAsTyped() {
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> Durations.parse("-1s")).isInstanceOf(IllegalArgumentException.class);
    }
}
