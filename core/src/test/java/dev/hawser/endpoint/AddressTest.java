// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** Of these only what comes before the first letters was refused; the rest went into logs, and to terminals. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a\n",
                "a\u001b[2J",
                "a\u007f",
                "a\u0085b",
                "a\u009b2J",
                "a\u00a0b",
                "a\u2028b",
                "a\u202eb",
                "a\u200bb",
                "\ufeffa"
            })
    void aHostHoldsNothingUnseen(String host) {
        assertThatThrownBy(() -> new Address(host, 1)).hasMessageContaining("expected: a name or an IP address");
        assertThatThrownBy(() -> Address.named(host)).hasMessageContaining("expected: a name or an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kv", "10.0.0.1", "::1", "fe80::1%eth0", "kv_1.example", "b\u00fccher.example"})
    void aHostIsKeptAsItIs(String host) {
        assertThat(new Address(host, 1).host()).isEqualTo(host);
    }

    /** Brackets were kept once, and printed within a second pair. */
    @ParameterizedTest
    @ValueSource(strings = {"::1", "fe80::1%eth0", "::ffff:10.0.0.1", "2001:db8:0:0:0:0:0:1", "::"})
    void anIpv6AddressLosesItsBrackets(String host) {
        Address address = new Address("[" + host + "]", 1);

        assertThat(address).isEqualTo(new Address(host, 1)).hasToString("[" + host + "]:1");
        assertThat(Address.parse("[" + host + "]:1")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[[::1]]", "[kv]", "[10.0.0.1]", "[]", "[", "]", "[::1", "::1]", "k[v]", "[::1]]", "[::1%]"})
    void otherBracketsAreRefused(String host) {
        assertThatThrownBy(() -> new Address(host, 1))
                .hasMessage("host: '" + host + "' (expected: brackets round an IPv6 address only)");
        assertThatThrownBy(() -> Address.parse(host + ":1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bracketsInTheNameOfATargetStay() {
        assertThat(Address.named("ipv6:///[::1]:7001")).hasToString("ipv6:///[::1]:7001");
    }
}
