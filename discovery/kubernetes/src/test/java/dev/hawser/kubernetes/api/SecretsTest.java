// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords as encoders of JSON write them, and what is left as it is. */
class SecretsTest {

    private static Secrets knowing(String password) {
        String sent = Base64.getEncoder().encodeToString(("me:" + password).getBytes(UTF_8));
        Secrets secrets = new Secrets();
        secrets.remember(new StandardHttpRequest.Builder()
                .uri("https://10.0.0.1")
                .header("Authorization", "Basic " + sent)
                .build());
        return secrets;
    }

    /** Only what tokens are made of was looked for in its escaped forms, so that these went into logs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "c4nary&0000<p4ss> c4nary\\u00260000\\u003cp4ss\\u003e",
                "c4nary&0000<p4ss> c4nary\\u00260000\\u003Cp4ss>",
                "c4nary\"0000\\p4sswd c4nary\\\"0000\\\\p4sswd",
                "c4nary'0000\u00e4p4ssw c4nary\\u00270000\\u00e4p4ssw",
                "c4nary/0000-p4sswd c4nary\\/0000-p4sswd",
            })
    void aPasswordIsNotToldHoweverJsonWritesIt(String password, String written) {
        Secrets secrets = knowing(password);

        assertThat(secrets.notIn("{\"message\": \"no " + written + "!\"}")).isEqualTo("{\"message\": \"no ***!\"}");
        assertThat(secrets.notInData("{\"a\": \"" + written + "\"}")).isEqualTo("{\"a\": \"***\"}");
    }

    @Test
    void escapesThatAreNoSecretStayAsTheyAre() {
        String json = "{\"a\": \"x \\u0026 y \\\"z\\\" \\\\\"}";

        assertThat(knowing("c4nary&0000<p4ss>").notInData(json)).isEqualTo(json);
    }

    @Test
    void aFailureIsToldWithoutSecretsAlsoWhereOnlyItsCauseHasThem() {
        Secrets secrets = knowing("p4ss");
        IOException harmless = new IOException("no", new IOException("reason"));

        assertThat(secrets.notIn(new IOException("no p4ss here"))).hasMessage("no *** here");
        assertThat(secrets.notIn(new IOException("no", new IllegalArgumentException("p4ss"))))
                .hasMessage("no")
                .hasNoCause();
        assertThat(secrets.notIn(harmless)).isSameAs(harmless);
    }
}
