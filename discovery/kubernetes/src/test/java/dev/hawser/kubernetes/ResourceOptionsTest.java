// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceOptionsTest {

    @Test
    void tinyModulesAreTheDefault() {
        ResourceOptions options = ResourceOptions.tinyModules();

        assertThat(options.group()).isEqualTo("operator.tinysystems.io");
        assertThat(options.version()).isEqualTo("v1alpha1");
        assertThat(options.plural()).isEqualTo("tinymodules");
        assertThat(options.scope()).isEqualTo(ResourceOptions.Scope.NAMESPACE);
        assertThat(options.address()).isEqualTo("status.addr");
        assertThat(options.name()).isEqualTo("metadata.name");
        assertThat(options.weight()).isEmpty();
        assertThat(options.names().test("any")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Upper", "a/b", "a?b", "../x", "-a", "a b"})
    void whatIsNoNameOfKubernetesIsRefused(String name) {
        assertThatThrownBy(() -> ResourceOptions.of(name, "v1", "things"))
                .hasMessageContaining("group: '" + name + "'");
        assertThatThrownBy(() -> ResourceOptions.of("g", name, "things"))
                .hasMessageContaining("version: '" + name + "'");
        assertThatThrownBy(() -> ResourceOptions.of("g", "v1", name)).hasMessageContaining("plural: '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "status.", ".addr", "status..addr"})
    void aPathWithoutAStepIsRefused(String path) {
        ResourceOptions options = ResourceOptions.tinyModules();

        assertThatThrownBy(() -> options.withAddress(path))
                .hasMessage("address: '" + path + "' (expected: a path such as status.addr)");
        assertThatThrownBy(() -> options.withName(path)).hasMessageStartingWith("name: ");
        assertThatThrownBy(() -> options.withWeight(path)).hasMessageStartingWith("weight: ");
    }
}
