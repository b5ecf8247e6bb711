// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Why an agent could not be asked, in the words of the failure. */
class RefusalTest {

    private static String words(Throwable cause) {
        return Refusal.unreachable("http://127.0.0.1:8500", cause).getMessage();
    }

    private static IOException connecting(Throwable cause) {
        ConnectException connecting = new ConnectException();
        connecting.initCause(cause);
        return connecting;
    }

    @Test
    void aRefusedConnectionIsCalledSoThoughTheClientForgetsIt() {
        assertThat(words(connecting(new ClosedChannelException())))
                .isEqualTo("consul at http://127.0.0.1:8500: can't connect: connection refused");
    }

    @Test
    void otherCausesAreToldAsTheyAre() {
        assertThat(words(new ConnectException("No route to host"))).endsWith("can't connect: No route to host");
        assertThat(words(connecting(new UnresolvedAddressException()))).endsWith("the host's name can't be resolved");
        assertThat(words(new HttpConnectTimeoutException("HTTP connect timed out")))
                .endsWith("HTTP connect timed out");
        assertThat(words(new SSLException("plaintext connection?"))).endsWith("TLS: plaintext connection?");
    }
}
