// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is done. */
class RouterTest {
    private static final int PORT = 9464;

    private final Router router = new Router(
            new ServerOptions(
                    PORT,
                    Optional.empty(),
                    true,
                    Map.of(
                            "/pools", Route.get(request -> Response.of(Response.TEXT, "pools")),
                            "/drain", Route.action(request -> Response.of(Response.TEXT, "drained"))),
                    new Assets(RouterTest.class, "none")),
            PORT);

    private static Head head(String method, String path) {
        Map<String, String> headers = Map.of("Host", "127.0.0.1:" + PORT, OriginCheck.ACTION_HEADER, "1");
        return new Head(method, path, "", name -> Optional.ofNullable(headers.get(name)));
    }

    @ParameterizedTest
    @CsvSource({"GET, /pools", "HEAD, /pools", "POST, /drain"})
    void aMethodThatDoesSomethingIsLetThrough(String method, String path) {
        assertThat(router.refusal(head(method, path))).isEmpty();
    }

    /** Parts of the text that names the methods counted as methods: "P" drained, and "GE" got an empty stream. */
    @ParameterizedTest
    @CsvSource({"P, /drain", "OS, /drain", "GET, /drain", "GE, /stream", "POST, /pools", "'T,', /pools", "'', /pools"})
    void anyOtherMethodIsRefused(String method, String path) {
        assertThat(router.refusal(head(method, path))).map(Response::status).contains(405);
    }
}
