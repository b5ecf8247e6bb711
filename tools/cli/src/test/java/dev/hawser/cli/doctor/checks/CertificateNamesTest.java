// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {

    private static final CertificateNames NAMES =
            new CertificateNames(List.of("*.example.com", "Exact.test"), List.of("10.0.0.1", "0:0:0:0:0:0:0:1"));

    @ParameterizedTest
    @CsvSource({
        "a.example.com, true",
        "A.Example.Com, true",
        "a.example.com., true",
        "exact.test, true",
        "10.0.0.1, true",
        "::1, true",
        "example.com, false",
        "a.b.example.com, false",
        ".example.com, false",
        "xexact.test, false",
        "10.0.0.2, false",
        "example.com.evil, false"
    })
    void aWildcardStandsForOneLabelAndAddressesAreComparedAsAddresses(String name, boolean held) {
        assertThat(NAMES.hold(name)).isEqualTo(held);
    }
}
