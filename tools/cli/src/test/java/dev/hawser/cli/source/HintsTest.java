// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.LastGood;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTest {

    private static String hint(String scheme, LastGood.Kind kind, String message) {
        return Hints.of(scheme, Optional.of(new LastGood.Problem(kind, message, Optional.empty(), 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "consul, EMPTY, empty answer, ACL token may not read",
        "consul, FAILED, 403 ACL not found, ACL token is unknown",
        "consul, FAILED, can't connect: connection refused, is an agent listening there",
        "consul, FAILED, can't connect: connection refused, CONSUL_HTTP_ADDR",
        "consul, FAILED, the host's name can't be resolved, the agent's name is not known here",
        "consul, FAILED, TLS: plaintext connection?, does the agent speak https",
        "consul, FAILED, 500 No cluster leader, ask the agent itself",
        "kubernetes, FAILED, 403 forbidden, 'get, list and watch'",
        "kubernetes, EMPTY, empty answer, no endpoint is ready",
        "dns, FAILED, kv: not found by the system's resolver, check its spelling",
        "srv, EMPTY, empty answer, srv: needs SRV records",
        "file, FAILED, file x: does not exist, relative to the current folder",
        "file, EMPTY, empty answer, the file lists nothing"
    })
    void eachSourceHasItsOwnHints(String scheme, LastGood.Kind kind, String message, String hint) {
        assertThat(hint(scheme, kind, message)).contains(hint);
    }

    @Test
    void silenceIsExplainedToo() {
        assertThat(Hints.of("consul", Optional.empty())).contains("--timeout");
    }

    private static String words(IOException cause, String message) {
        return Troubles.words(new LastGood.Problem(LastGood.Kind.FAILED, message, Optional.of(cause), 1));
    }

    @Test
    void theNameOfAClassIsLeftOutWhereTheMessageIsASentence() {
        assertThat(words(new IOException("file x: does not exist"), "IOException: file x: does not exist; 2 kept"))
                .isEqualTo("file x: does not exist; 2 kept");
        assertThat(words(new UnknownHostException("kv"), "UnknownHostException: kv; 2 kept"))
                .isEqualTo("UnknownHostException: kv; 2 kept");
    }

    @Test
    void valuesOfParametersAreNotShown() {
        assertThat(SpokenTarget.shown("consul:///kv?token=s3cret&dc=b")).isEqualTo("consul:///kv?token=…&dc=…");
        assertThat(SpokenTarget.parse("grpc+consul:///kv?token=s3cret").toString())
                .doesNotContain("s3cret");
    }
}
