// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts and origins are the server's own, for ports that a test can't listen at, too. */
class OriginCheckTest {

    private static boolean isRefused(int port, String method, Map<String, String> headers) {
        Head head = new Head(method, "/pools", "", name -> Optional.ofNullable(headers.get(name)));
        return new OriginCheck(port).refusal(head).isPresent();
    }

    /** At port 80 browsers, and whoever follows RFC 9110, leave it out. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "localhost:80", "127.0.0.1:80", "[::1]:80"})
    void atPort80TheHostMayLackThePort(String host) {
        assertThat(isRefused(80, "GET", Map.of("Host", host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:80",
                "localhost.evil.example",
                "localhost:",
                "localhost:8080",
                "localhost:443",
                "127.0.0.2",
                "localhost, evil.example",
                " localhost"
            })
    void atPort80AnyOtherHostIsRefused(String host) {
        assertThat(isRefused(80, "GET", Map.of("Host", host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 443, 8080, 9464})
    void atAnyOtherPortTheHostNeedsThePort(int port) {
        assertThat(isRefused(port, "GET", Map.of("Host", "localhost"))).isTrue();
        assertThat(isRefused(port, "GET", Map.of("Host", "localhost:80"))).isTrue();
        assertThat(isRefused(port, "GET", Map.of("Host", "localhost:" + port))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, false",
        "http://127.0.0.1, true",
        "https://localhost, true",
        "http://localhost:8080, true",
        "http://evil.example, true",
        "null, true"
    })
    void atPort80AnActionComesFromAPageWithoutAPort(String origin, boolean refused) {
        assertThat(isRefused(80, "POST", Map.of("Host", "localhost", "Origin", origin)))
                .isEqualTo(refused);
    }
}
