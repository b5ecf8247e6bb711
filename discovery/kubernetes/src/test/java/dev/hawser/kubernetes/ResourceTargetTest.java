// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.targets.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTargetTest {
    private static final String MODULES = "kubernetes:///?resource=tinymodules.operator.tinysystems.io/v1alpha1";

    @Test
    void aTargetNamesKindNamespaceAndWhoIsLeftOut() {
        assertThat(Targets.parse(MODULES + "&namespace=tinysystems&address=status.addr&except=me,myself")
                        .describe())
                .isEqualTo("kubernetes: tinymodules.v1alpha1.operator.tinysystems.io in tinysystems except me, myself");
    }

    @Test
    void theNamespaceMayStandInThePath() {
        assertThat(Targets.parse(MODULES.replace("?", "tinysystems?")).describe())
                .endsWith(" in tinysystems");
    }

    @Test
    void anAsteriskIsAllNamespaces() {
        assertThat(Targets.parse(MODULES.replace("?", "*?")).describe()).endsWith(" in all namespaces");
    }

    @Test
    void withoutANamespaceItIsThatOfTheCluster() {
        assertThat(Targets.parse(MODULES).describe())
                .isEqualTo("kubernetes: tinymodules.v1alpha1.operator.tinysystems.io");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes:///?resource=tinymodules                    | resource: 'tinymodules' (expected: plural.group/version",
                "kubernetes:///?resource=tinymodules.example.com        | resource: 'tinymodules.example.com' (expected: plural.gr",
                "kubernetes:///?resource=Tiny.example.com/v1            | resource: plural: 'Tiny' (expected: ",
                "kubernetes:///?resource=a.b/v1&address=                | address: '' (expected: a path such as status.addr)",
                "kubernetes:///?resource=a.b/v1&name=.                  | name: '.' (expected: a path",
                "kubernetes:///?resource=a.b/v1&weight=a..b             | weight: 'a..b' (expected: a path",
                "kubernetes:///?resource=a.b/v1&names=(                 | names: '(' (expected: a regular expression)",
                "kubernetes:///?resource=a.b/v1&namespace=No            | namespace: 'No' (expected: ",
                "kubernetes:///?resource=a.b/v1&port=http               | port: set (expected: only without resource=)",
                "kubernetes:///ns?resource=a.b/v1&namespace=other       | namespace: given twice (expected: in the path or",
                "kubernetes:///svc?except=me                            | except: set (expected: only with resource=)",
            })
    void whatMakesNoSenseIsRefusedByFieldAndValue(String target, String message) {
        assertThatThrownBy(() -> Targets.parse(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
