// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hawser.cli.Program;
import dev.hawser.cli.admin.Documents;
import dev.hawser.cli.admin.FakeConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them: what is on standard output, and the exit code. */
@Timeout(120)
class LookIT {

    private static final String CANARY = "canary-4711-console-token";

    @TempDir
    private Path folder;

    private FakeConsole console;

    @BeforeEach
    void start() throws IOException {
        console = new FakeConsole().on("/pools", Documents.POOLS).on("/why", Documents.WHY);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void aPoolThatNobodyServesIsAnExitCode() throws IOException, InterruptedException {
        try (Program pools = Program.start(folder, "pools", console.url())) {
            assertThat(pools.exitCode()).isEqualTo(1);
            assertThat(pools.output()).startsWith("POOL").contains("✖ down");
            assertThat(pools.told()).isEmpty();
        }
    }

    /** Scripts read the console's own document; only what was not asked for is left out. */
    @Test
    void jsonIsTheConsolesDocument() throws IOException, InterruptedException {
        try (Program endpoints =
                Program.start(folder, "endpoints", console.url(), "--pool", "kv", "--state", "idle", "-o", "json")) {
            assertThat(endpoints.exitCode()).isZero();
            JsonObject document = JsonParser.parseString(endpoints.output()).getAsJsonObject();

            assertThat(document.get("schema").getAsString()).isEqualTo("hawser.console/1");
            assertThat(document.get("newKey").toString()).isEqualTo("{\"x\":[1]}");
            assertThat(document.getAsJsonArray("pools").get(0).getAsJsonObject().getAsJsonArray("endpoints"))
                    .singleElement()
                    .satisfies(e -> assertThat(e.getAsJsonObject().get("state").getAsString()).isEqualTo("IDLE"));
            assertThat(console.asked()).extracting(FakeConsole.Asked::what).containsExactly("/pools?pool=kv");
        }
    }

    @Test
    void aTokenIsSentAndNeverShown() throws IOException, InterruptedException {
        Path token = Files.writeString(folder.resolve("token"), CANARY + "\n");
        console.on("/why", 401, "{\"error\":\"unauthorized\"}");

        try (Program why = Program.start(folder, "why", console.url(), "kv", "--token-file", token.toString())) {
            assertThat(why.exitCode()).isEqualTo(1);
            assertThat(why.told()).anyMatch(line -> line.endsWith("doesn't accept the token"));
            assertThat(why.output() + why.told()).doesNotContain(CANARY);
        }
        assertThat(console.asked())
                .containsExactly(new FakeConsole.Asked("GET", "/why?pool=kv", "Bearer " + CANARY, "null"));
    }

    @Test
    void tlsIsAMistakeThatIsExplained() throws IOException, InterruptedException {
        try (Program lint = Program.start(folder, "lint", "https://127.0.0.1:9464")) {
            assertThat(lint.exitCode()).isEqualTo(2);
            assertThat(lint.told()).singleElement().asString().contains("no TLS", "ssh -L");
        }
    }
}
