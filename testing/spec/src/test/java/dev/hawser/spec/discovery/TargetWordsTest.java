// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.targets.DiscoveryProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The schemes that come with modules of their own speak one language. */
class TargetWordsTest {
    private static final Map<String, DiscoveryProvider> SCHEMES = ServiceLoader.load(DiscoveryProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(DiscoveryProvider::scheme, Function.identity()));

    @Test
    void parametersAreWordsWithHyphensBetweenThem() {
        assertThat(SCHEMES).containsKeys("consul", "kubernetes");
        assertThat(SCHEMES.values())
                .allSatisfy(scheme -> assertThat(scheme.parameters())
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(name).matches("[a-z]+(-[a-z]+)*")));
    }

    /** Once {@code tokenFile} and {@code certificates} in one, {@code token-file} and {@code ca} in the other. */
    @Test
    void whoWeAreAndWhomWeTrustIsCalledTheSame() {
        Set<String> same = Set.of("token-file", "ca", "weight");

        assertThat(List.of("consul", "kubernetes"))
                .allSatisfy(
                        scheme -> assertThat(SCHEMES.get(scheme).parameters()).containsAll(same));
    }
}
