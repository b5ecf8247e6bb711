// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DnsQuestionTest {

    @Test
    void aQuestionIsWrittenAsRfc1035Says() {
        byte[] expected = new WireBytes()
                .shorts(0xABCD, 0x0100, 1, 0, 0, 0)
                .name("_kv", "_tcp", "test")
                .shorts(33, 1)
                .bytes();

        assertThat(new DnsQuestion("_kv._tcp.test.", DnsType.SRV).encode(0xABCD, false))
                .isEqualTo(expected);
    }

    @Test
    void anExtendedQuestionSaysHowLargeADatagramMayBe() {
        byte[] expected = new WireBytes()
                .shorts(1, 0x0100, 1, 0, 0, 1)
                .name("kv")
                .shorts(28, 1)
                .octets(0)
                .shorts(41, 1232, 0, 0, 0)
                .bytes();

        assertThat(new DnsQuestion("kv", DnsType.AAAA).encode(1, true)).isEqualTo(expected);
    }

    @Test
    void whatIsNoNameIsNotAsked() {
        assertThatThrownBy(() -> new DnsQuestion("a..b", DnsType.A)).hasMessageStartingWith("name: 'a..b'");
    }
}
