// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameSwitchTest {

    @ParameterizedTest
    @CsvSource({
        "files dns,                                     false, false",
        "files dns myhostname,                          false, true",
        "files mdns4_minimal [NOTFOUND=return] dns,     true,  false",
        "files mdns4_minimal [NOTFOUND=return] dns mymachines, true, true",
        "'\tfiles   mdns_minimal dns # a comment',      true,  false",
    })
    void filesAndThenDnsIsWhatWeCanDo(String line, boolean hasMulticast, boolean hasMore) {
        String text = "passwd: files systemd\n# hosts: nis\nhosts: " + line + "\nnetworks: files\n";

        assertThat(NameSwitch.parse(text)).isEqualTo(new NameSwitch(true, hasMulticast, hasMore));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dns",
                "files",
                "dns files",
                "files nis dns",
                "mymachines resolve [!UNAVAIL=return] files myhostname dns",
                "files dns [!UNAVAIL=return] nis",
                "files [NOTFOUND=return] dns",
                "files mdns4 dns",
            })
    void anythingElseIsTheSystemsBusiness(String line) {
        assertThat(NameSwitch.parse("hosts: " + line).isPlain()).isFalse();
    }

    @Test
    void withoutALineItIsFilesAndThenDns() {
        assertThat(NameSwitch.parse("passwd: files")).isEqualTo(NameSwitch.USUAL);
    }
}
