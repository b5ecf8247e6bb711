// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manifest of docs/kubernetes that lets a pod follow services. */
class ServiceReaderTest {

    /** Get, list and watch on EndpointSlices, and nothing else; above all no secrets. */
    @Test
    void theRoleAllowsWhatIsNeededAndNoMore() throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                InputStream in = Files.newInputStream(Path.of("../../docs/kubernetes/service-reader.yaml"))) {
            assertThat(client.load(in).items())
                    .filteredOn(Role.class::isInstance)
                    .extracting(role -> ((Role) role).getRules())
                    .singleElement()
                    .satisfies(rules -> {
                        PolicyRule rule = rules.get(0);
                        assertThat(rules).hasSize(1);
                        assertThat(rule.getApiGroups()).containsExactly("discovery.k8s.io");
                        assertThat(rule.getResources()).containsExactly("endpointslices");
                        assertThat(rule.getVerbs()).containsExactly("get", "list", "watch");
                    });
        }
    }
}
