// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNamesTest {

    /** A host called my_server, as containers are, once ended the doctor with a stack trace. */
    @ParameterizedTest
    @ValueSource(strings = {"my_server", "10.0.0.1", "::1", "a..b", "b\u00fccher", "a b"})
    void aNameThatSniDoesNotTakeIsNotSent(String name) {
        assertThat(Handshake.serverNames(name)).isEmpty();
    }

    @Test
    void anyOtherNameIs() {
        assertThat(Handshake.serverNames("greeter.test")).containsExactly(new SNIHostName("greeter.test"));
    }
}
