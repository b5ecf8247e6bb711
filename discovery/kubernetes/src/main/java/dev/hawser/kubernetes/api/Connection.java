// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import dev.hawser.endpoint.Text;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A client of an API server, and whether it is ours to close.
 *
 * @param client whose HTTP client carries addresses, certificates and credentials; nothing else of it is used
 * @param namespace the one to look in unless another is asked for
 * @param sending where requests are prepared, for which files may be read and programs run
 * @param end closes what is ours
 */
record Connection(KubernetesClient client, String namespace, Executor sending, Runnable end) implements AutoCloseable {
    private static final String DEFAULT_NAMESPACE = "default";

    /** What fabric8 calls the interceptor that, where its logger is at TRACE, logs all headers, the token among them. */
    private static final String HTTP_LOGGING = "HttpLogging";

    /**
     * Makes a client and takes it into our hands. Its settings beside {@code config}: no repetitions of its own, because
     * these hide failures; HTTP/1.1, where giving up a watch gives up its connection, while on HTTP/2 a dead connection
     * would be used for the next request as well; the JDK's HTTP client on threads that end with it; no log of requests,
     * whatever the level, because that shows tokens.
     */
    static Connection make(Config config, Timeouts timeouts) throws IOException {
        config.setConnectionTimeout(Math.toIntExact(timeouts.connect().toMillis()));
        config.setRequestTimeout(Math.toIntExact(timeouts.request().toMillis()));
        config.setRequestRetryBackoffLimit(0);
        config.setHttp2Disable(true);
        config.setUserAgent("hawser");
        OwnHttpClients factory = new OwnHttpClients();
        try {
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(config)
                    .withHttpClientFactory(factory)
                    .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor(HTTP_LOGGING, null))
                    .withTaskExecutor(factory)
                    .build();
            return new Connection(client, namespace(config), factory, client::close);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            factory.end();
            throw new IOException("no client for " + withoutUser(config.getMasterUrl()) + ": " + reason(e));
        }
    }

    /** Of the first cause; without the cause itself, which may quote a URL with a password. */
    private static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first instanceof URISyntaxException syntax
                ? "not a URL: " + syntax.getReason() + " (expected: as in http://proxy:3128)"
                : Text.of(first);
    }

    private static String withoutUser(String url) {
        return url.substring(url.lastIndexOf('@') + 1);
    }

    static Connection supplied(KubernetesClient client) {
        return new Connection(client, namespace(client.getConfiguration()), Runnable::run, () -> {});
    }

    private static String namespace(Config config) {
        return Optional.ofNullable(config.getNamespace())
                .filter(name -> !name.isBlank())
                .orElse(DEFAULT_NAMESPACE);
    }

    HttpClient http() {
        return client.getHttpClient();
    }

    /** With a slash at its end. */
    String root() {
        return client.getMasterUrl().toString();
    }

    @Override
    public void close() {
        end.run();
    }
}
