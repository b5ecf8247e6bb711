// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of Consul's own tools, read as they read them. */
class ConsulEnvironmentTest {

    private static URI agent(Map<String, String> environment) {
        return ConsulOptions.fromEnvironment(environment).agents().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, http://127.0.0.1:8500",
                "'', '', http://127.0.0.1:8500",
                "-, true, https://127.0.0.1:8501",
                "10.0.0.1:8500, -, http://10.0.0.1:8500",
                "10.0.0.1:8500, 0, http://10.0.0.1:8500",
                "10.0.0.1:8501, 1, https://10.0.0.1:8501",
                "consul.example.com, -, http://consul.example.com",
                "https://consul.example.com, -, https://consul.example.com",
                "http://10.0.0.1:8501, true, https://10.0.0.1:8501",
                "[::1]:8500, -, http://[::1]:8500",
                "http://gw:80/consul, -, http://gw:80/consul"
            })
    void theAddressIsThatOfTheVariable(String address, String ssl, String expected) {
        Map<String, String> environment = new java.util.HashMap<>();
        if (address != null) {
            environment.put("CONSUL_HTTP_ADDR", address);
        }
        if (ssl != null) {
            environment.put("CONSUL_HTTP_SSL", ssl);
        }

        assertThat(agent(environment)).hasToString(expected);
    }

    @Test
    void theTokenAndTheNamespaceAreThoseOfTheVariables() throws IOException {
        ConsulOptions options =
                ConsulOptions.fromEnvironment(Map.of("CONSUL_HTTP_TOKEN", "t0ken", "CONSUL_NAMESPACE", "team"));

        assertThat(options.token().token()).contains("t0ken");
        assertThat(options.query().namespace()).contains("team");
        assertThat(options.toString()).doesNotContain("t0ken");
    }

    @Test
    void theTokensFileCountsMoreThanTheToken(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");

        ConsulOptions options = ConsulOptions.fromEnvironment(
                Map.of("CONSUL_HTTP_TOKEN", "t0ken", "CONSUL_HTTP_TOKEN_FILE", file.toString()));

        assertThat(options.token().token()).contains("from-file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CONSUL_HTTP_ADDR        | unix:///run/consul.sock       | unix socket",
                "CONSUL_HTTP_ADDR        | http://u:hunter2@c            | expected: http://host:port",
                "CONSUL_HTTP_ADDR        | hunter2 hunter2               | not a URI",
                "CONSUL_HTTP_SSL         | maybe                         | expected: true or false",
                "CONSUL_HTTP_SSL_VERIFY  | false                         | name the authority to trust in CONSUL_CACERT",
                "CONSUL_HTTP_AUTH        | user:hunter2                  | not supported",
                "CONSUL_CAPATH           | /etc/certs                    | not supported",
                "CONSUL_TLS_SERVER_NAME  | c                             | not supported",
                "CONSUL_PARTITION        | p                             | not supported",
                "CONSUL_CLIENT_CERT      | /cert.pem                     | one is missing",
                "CONSUL_CACERT           | /nowhere/ca.pem               | not readable",
                "CONSUL_HTTP_TOKEN       | hunter2 hunter2               | not visible ASCII"
            })
    void whatCannotBeDoneIsRefusedByNameAndWithoutSecrets(String name, String value, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulOptions.fromEnvironment(Map.of(name, value)))
                .withMessageContaining(name)
                .withMessageContaining(why)
                .withMessageNotContaining("hunter2");
    }
}
