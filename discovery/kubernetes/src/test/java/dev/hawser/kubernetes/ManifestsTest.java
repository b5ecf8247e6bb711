// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/kubernetes gives to kubectl fits what the code asks for. */
class ManifestsTest {
    private static final Path FOLDER = Path.of("../../docs/kubernetes");

    private static List<HasMetadata> load(String file) throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                InputStream in = Files.newInputStream(FOLDER.resolve(file))) {
            return client.load(in).items();
        }
    }

    @Test
    void theDefinitionIsThatOfTheDefault() throws Exception {
        ResourceOptions options = ResourceOptions.tinyModules();

        CustomResourceDefinition definition =
                (CustomResourceDefinition) load("tinymodules.yaml").get(0);

        assertThat(definition.getMetadata().getName()).isEqualTo(options.plural() + "." + options.group());
        assertThat(definition.getSpec().getGroup()).isEqualTo(options.group());
        assertThat(definition.getSpec().getNames().getPlural()).isEqualTo(options.plural());
        assertThat(definition.getSpec().getVersions().get(0).getName()).isEqualTo(options.version());
        assertThat(definition
                        .getSpec()
                        .getVersions()
                        .get(0)
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getProperties())
                .extractingByKey("status")
                .satisfies(status -> assertThat(status.getProperties()).containsOnlyKeys("addr"));
    }

    /** Get, list and watch on what is read, and nothing else; above all no secrets. */
    @Test
    void theRoleAllowsWhatIsNeededAndNoMore() throws Exception {
        Role role = (Role) load("tinymodules-reader.yaml").stream()
                .filter(each -> each instanceof Role)
                .findFirst()
                .orElseThrow();

        List<PolicyRule> rules = role.getRules();
        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).getApiGroups())
                .containsExactly(ResourceOptions.tinyModules().group());
        assertThat(rules.get(0).getResources())
                .containsExactly(ResourceOptions.tinyModules().plural());
        assertThat(rules.get(0).getVerbs()).containsExactly("get", "list", "watch");
    }
}
