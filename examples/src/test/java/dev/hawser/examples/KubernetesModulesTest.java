// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.kubernetes.Cluster;
import dev.hawser.kubernetes.KubernetesResources;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example that needs a cluster, against a server that acts as one. */
@Timeout(60)
class KubernetesModulesTest {

    @Test
    void itShowsTheModulesOfItsNamespaceAndNotItself() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedApiServer server = ScriptedApiServer.start()) {
            put(server, "http-module-v1", "127.0.0.1:50051");
            put(server, "me", "127.0.0.1:50052");
            Cluster cluster = Cluster.server(URI.create(server.url()));

            KubernetesModules.show(
                    KubernetesResources.tinyModules("tinysystems")
                            .exceptOwn("me")
                            .in(cluster),
                    Duration.ofSeconds(5),
                    lines::add);
        }

        assertThat(lines).last().asString().isEqualTo("http-module-v1 -> 127.0.0.1:50051 IDLE");
    }

    private static void put(ScriptedApiServer server, String name, String address) {
        server.put(ApiCollection.TINY_MODULES, """
                {"metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {"addr": "%s"}}
                """.formatted(name, address));
    }
}
