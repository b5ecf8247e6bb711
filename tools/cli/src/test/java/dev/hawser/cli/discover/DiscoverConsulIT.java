// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import dev.hawser.cli.Program;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser discover} and a real Consul; skipped, with a word about it, where there is none. */
@Timeout(180)
class DiscoverConsulIT {

    @TempDir
    private Path folder;

    private static ConsulInstance greeter(String id, String host, int weight) {
        return ConsulInstance.of("greeter", 7001).withId(id).withAddress(host).withWeights(weight, 1);
    }

    private static void awaitOutput(Program program, String text) {
        await("the output holds " + text)
                .atMost(Duration.ofSeconds(60))
                .until(() -> program.output().contains(text));
    }

    @Test
    void aWatchFollowsAServiceThroughItsLife() throws IOException, InterruptedException {
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.register(greeter("g1", "10.0.0.1", 1));
            consul.register(greeter("g2", "10.0.0.2", 3));
            try (Program discover =
                    Program.start(folder, "discover", "consul://" + consul.address() + "/greeter", "--watch")) {
                awaitOutput(discover, "/greeter: ");

                consul.register(greeter("g3", "10.0.0.3", 3));
                awaitOutput(discover, "+ 10.0.0.3:7001  weight 3, zone dc1, passing");
                consul.register(greeter("g1", "10.0.0.1", 3));
                awaitOutput(discover, "~ 10.0.0.1:7001  weight 1 -> 3");
                consul.deregister("g2");
                awaitOutput(discover, "- 10.0.0.2:7001");
                consul.kill();
                awaitOutput(discover, "; 2 endpoints kept");
                discover.interrupt();

                assertThat(discover.exitCode()).isZero();
                assertThat(discover.output()).contains("10.0.0.2:7001       3         0  dc1    passing");
            }
        }
    }

    /** Consul says nothing is there; what is missing is the right to see it. */
    @Test
    void aTokenWithoutRightsIsAnExplainedFailureAndIsShownNowhere() throws IOException, InterruptedException {
        try (ConsulAgent consul = ConsulAgent.start(ConsulSetup.defaults().withDefaultDeny())) {
            consul.register(greeter("g1", "10.0.0.1", 1));
            String target = "consul://" + consul.address() + "/greeter";
            try (Program discover = Program.start(folder, "discover", target, "--timeout", "2s", "-o", "json")) {
                assertThat(discover.exitCode()).isEqualTo(1);

                DiscoverReport report = new Gson().fromJson(discover.output(), DiscoverReport.class);
                assertThat(report.ok()).isFalse();
                assertThat(report.failure()).isNotNull();
                assertThat(report.failure().error()).contains("empty answer");
                assertThat(report.failure().hint()).contains("ACL token", "service:read");
            }
        }
    }

    @Test
    void anAgentThatIsNotThereIsNamed() throws IOException, InterruptedException {
        String target = "consul://127.0.0.1:1/greeter";
        try (Program discover = Program.start(folder, "discover", target, "--timeout", "2s")) {
            assertThat(discover.exitCode()).isEqualTo(1);
            assertThat(discover.told())
                    .anyMatch(line -> line.contains("consul at http://127.0.0.1:1: can't connect: connection refused"))
                    .anyMatch(line -> line.contains("hint: is an agent listening there?"));
        }
    }
}
