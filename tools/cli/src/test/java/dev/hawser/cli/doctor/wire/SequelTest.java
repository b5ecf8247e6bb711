// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequelTest {

    @Test
    void onlyAnAlertIsARefusal() {
        assertThat(Handshake.Sequel.of("Received fatal alert: bad_certificate").refusal())
                .contains("Received fatal alert: bad_certificate");
        assertThat(Handshake.Sequel.of("(bad_certificate) Received fatal alert: bad_certificate")
                        .closed())
                .isFalse();
    }

    @Test
    void aBrokenConnectionIsNone() {
        assertThat(Handshake.Sequel.of("Connection reset")).isEqualTo(Handshake.Sequel.CLOSED);
        assertThat(Handshake.Sequel.of("SSL peer shut down incorrectly")).isEqualTo(Handshake.Sequel.CLOSED);
    }
}
