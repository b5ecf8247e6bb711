// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointTest {
    private static final Endpoint ENDPOINT = described("a", 1);

    private static Endpoint described(String host, int port) {
        return new Endpoint(new Address(new String(host), port), 2, 3, Map.of("zone", "z"));
    }

    @Test
    void twoThatSayTheSameAreEqual() {
        Endpoint other = described("a", 1);

        assertThat(other).isEqualTo(ENDPOINT).hasSameHashCodeAs(ENDPOINT);
        assertThat(other.address()).isEqualTo(ENDPOINT.address()).hasSameHashCodeAs(ENDPOINT.address());
    }

    static Endpoint[] others() {
        return new Endpoint[] {
            described("b", 1),
            described("a", 2),
            ENDPOINT.withWeight(4),
            ENDPOINT.withPriority(4),
            ENDPOINT.withAttributes(Map.of("zone", "y"))
        };
    }

    @ParameterizedTest
    @MethodSource("others")
    void twoThatDifferInOneThingAreNot(Endpoint other) {
        assertThat(other).isNotEqualTo(ENDPOINT);
    }

    @Test
    void nothingElseIsEqualToOne() {
        assertThat(ENDPOINT).isNotEqualTo(null).isNotEqualTo(ENDPOINT.address());
        assertThat(ENDPOINT.address()).isNotEqualTo(null).isNotEqualTo("a:1");
    }
}
