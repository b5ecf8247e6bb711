// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.servers.ConsulInstance.Status;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The agent does what tests tell it: without that, what survives it proves nothing. */
@Timeout(120)
@ExtendWith(ConsulLogs.class)
class ConsulAgentIT {
    private static final String PASSING = "/v1/health/service/kv?passing";

    @TempDir
    Path folder;

    @Test
    void instancesComeAndGoAndTheirChecksDecideWhoPasses() {
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.register(ConsulInstance.of("kv", 7000)
                    .withWeights(10, 2)
                    .withMeta("a", "b")
                    .withTags("x"));
            consul.register(ConsulInstance.of("kv", 7001).withStatus(Status.CRITICAL));
            assertThat(consul.get(PASSING))
                    .contains("\"kv-7000\"", "\"Passing\": 10")
                    .doesNotContain("\"kv-7001\"");

            consul.pass("kv-7001");
            consul.startMaintenance("kv-7000");
            assertThat(consul.get(PASSING)).contains("\"kv-7001\"").doesNotContain("\"kv-7000\"");

            consul.endMaintenance("kv-7000");
            consul.deregister("kv-7001");
            assertThat(consul.get(PASSING)).contains("\"kv-7000\"").doesNotContain("\"kv-7001\"");
        }
    }

    @Test
    void aRestartInMemoryForgetsAndOneWithKeptDataDoesNot() {
        try (ConsulAgent memory = ConsulAgent.start();
                ConsulAgent disk = ConsulAgent.start(ConsulSetup.defaults().withKeptData())) {
            memory.register(ConsulInstance.of("kv", 7000));
            disk.register(ConsulInstance.of("kv", 7000));

            memory.restart();
            disk.kill();
            disk.startAgain();

            assertThat(memory.get(PASSING)).doesNotContain("kv-7000");
            assertThat(disk.get("/v1/catalog/service/kv")).contains("kv-7000");
        }
    }

    @Test
    void tokensWorkUntilTheyAreRevoked() {
        try (ConsulAgent consul = ConsulAgent.start(ConsulSetup.defaults().withDefaultDeny())) {
            consul.register(ConsulInstance.of("kv", 7000));
            ConsulToken token = consul.createToken(ConsulAgent.READ_ALL);
            String with = PASSING + "&token=" + token.secret();
            assertThat(consul.get(with)).contains("kv-7000");

            consul.revoke(token);

            assertThatThrownBy(() -> consul.get(with)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void itSpeaksTls() {
        Certificates certificates = Certificates.create(folder, "test authority");
        try (ConsulAgent consul = ConsulAgent.start(ConsulSetup.defaults().withMutualTls(certificates))) {
            assertThat(consul.url()).startsWith("https://");
            assertThat(consul.get("/v1/agent/self")).contains(ConsulAgent.NODE);
        }
    }

    @Test
    void manyInstancesAreWrittenAtOnce() {
        List<ConsulInstance> many = IntStream.range(0, 200)
                .mapToObj(i -> ConsulInstance.of("kv", 7000 + i))
                .toList();
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.registerInCatalog("far", many);

            assertThat(consul.get(PASSING).split("\"Service\": \"kv\"", -1)).hasSize(1 + many.size());
        }
    }
}
