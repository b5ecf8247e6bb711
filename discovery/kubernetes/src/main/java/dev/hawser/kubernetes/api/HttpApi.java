// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An API server over fabric8's HTTP client, which brings addresses, certificates and credentials.
 *
 * @param http the connection's, with {@code secrets} listening
 * @param secrets what was sent and is told to nobody
 * @param requestTimeout until the headers of an answer must be there
 */
record HttpApi(Connection connection, HttpClient http, Secrets secrets, Duration requestTimeout) implements Api {

    static HttpApi over(Connection connection, Timeouts timeouts) {
        Secrets secrets = new Secrets();
        HttpClient http = connection
                .http()
                .newBuilder()
                .addOrReplaceInterceptor(Secrets.NAME, secrets)
                .build();
        return new HttpApi(connection, http, secrets, timeouts.request());
    }

    @Override
    public String namespace() {
        return connection.namespace();
    }

    @Override
    public Call get(String question, Verb verb, String what, Ear ear) {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(connection.root() + question)
                .setHeader("Accept", "application/json")
                .timeout(requestTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        Exchange exchange = new Exchange(verb, what, ear, secrets);
        try {
            connection.sending().execute(() -> exchange.begin(http, request));
        } catch (RejectedExecutionException e) {
            ear.onEnded(Optional.of(new IOException("the client is closed", e)));
        }
        return exchange;
    }

    @Override
    public Throwable told(Throwable failure) {
        return secrets.notIn(failure);
    }

    @Override
    public void close() {
        connection.close();
    }
}
