// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.console.Console;
import dev.hawser.consul.ConsulDiscovery;
import dev.hawser.consul.ConsulOptions;
import dev.hawser.consul.TokenSource;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words that nobody may see, put where a program would put them, in pools whose discovery and connecting fail. */
class ConsoleSecretsTest {
    private static final String CANARY = "canary-7f3a91c2";

    /** Nobody listens there, so that errors tell of it. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @Test
    void noAnswerHoldsASecret() throws IOException {
        ConsulOptions options = ConsulOptions.at(NOWHERE).withToken(TokenSource.of(CANARY));
        String target = "consul://127.0.0.1:1/kv?filter=" + CANARY;
        try (Console console = Console.builder()
                        .port(0)
                        .token(CANARY + CANARY)
                        .actions(true)
                        .start();
                ConnectionPool<TcpConnection> byToken = TcpPool.to(
                                ConsulDiscovery.of("kv", options), TcpOptions.plaintext())
                        .name("by-token")
                        .listener(console)
                        .build();
                ConnectionPool<TcpConnection> byTarget =
                        TcpPool.to(target).name("by-target").listener(console).build()) {
            console.watch(byToken);
            console.watch(byTarget);
            await().until(() -> read(console, "/events").contains("DiscoveryFailed"));

            for (String path : List.of(
                    "/pools",
                    "/events",
                    "/failures",
                    "/history?pool=by-token",
                    "/why",
                    "/lint",
                    "/config",
                    "/health")) {
                for (String format : List.of("json", "text")) {
                    String answer = read(console, path + (path.contains("?") ? "&" : "?") + "format=" + format);
                    assertThat(answer).as(path).isNotEmpty().doesNotContain(CANARY);
                }
            }
            assertThat(read(console, "/config")).contains("by-token", "by-target");
            assertThat(console.toString()).doesNotContain(CANARY);
        }
    }

    private static String read(Console console, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) console.uri().resolve(path).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + CANARY + CANARY);
        boolean failed = connection.getResponseCode() >= 400;
        try (InputStream body = failed ? connection.getErrorStream() : connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
