// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {

    @Test
    void namesOfServicesAreNames() {
        assertThat(DnsName.check("name", "_kv._tcp.example.com.")).isEqualTo("_kv._tcp.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "a b", "a/b", "a\\b", "caf\u00e9", "a\n", ".a"})
    void whatTheSystemWouldReadInAWayOfItsOwnIsRefused(String name) {
        assertThatThrownBy(() -> DnsName.check("host", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("host: '" + name + "' (expected: a DNS name");
    }

    @Test
    void labelsAndNamesHaveALimit() {
        assertThatThrownBy(() -> DnsName.check("host", "a".repeat(64))).hasMessageContaining("expected");
        assertThatThrownBy(() -> DnsName.check("host", "a.".repeat(127) + "b")).hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "fd00::2", "0:0:0:0:0:0:0:1", "::ffff:10.0.0.1"})
    void literalAddressesAreRecognized(String text) {
        assertThat(DnsName.literal(text)).isPresent();
    }

    /** Each of these would otherwise be asked for as a name, or read as something surprising. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "1.2.3", "1.2.3.999", "1234", "a::b::c", "12345::1", ":", "fe80::1%nowhere0"})
    void whatOnlyResemblesAnAddressIsNone(String text) {
        assertThat(DnsName.literal(text)).isEmpty();
    }
}
