// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Talks to an agent for tests, with the master token. Uses a connection per request and no thread, so that what is left
 * of the client under test can be told from what is left of this one.
 */
final class ConsulHttp {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int OK = 200;

    private final String url;
    private final Optional<SSLSocketFactory> tls;

    ConsulHttp(String url, Optional<Certificates> certificates) {
        this.url = url;
        this.tls = certificates.map(ClientTls::socketFactory);
    }

    String url() {
        return url;
    }

    /** The answer's body, whatever it is. */
    String request(String method, String path, Optional<String> body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url + path).openConnection();
        if (connection instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(tls.orElseThrow());
        }
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("X-Consul-Token", ConsulAgent.MASTER_TOKEN);
        try {
            if (body.isPresent()) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.get().getBytes(StandardCharsets.UTF_8));
            }
            return answer(connection, method + " " + path);
        } finally {
            connection.disconnect();
        }
    }

    private static String answer(HttpURLConnection connection, String what) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (status != OK) {
                throw new IOException(what + ": " + status + " " + body);
            }
            return body;
        }
    }
}
