// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.Browser.Reply;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a console refuses, each over a real socket. */
class SecurityTest {
    private static final String TOKEN = "canary-token-3b1f9a7c";
    private static final String ENDPOINT = "10.0.0.1:7001";

    private final StagePool pool = StagePool.named("kv", StagePool.endpoint(ENDPOINT, EndpointState.UP, 40));
    private final List<Console> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Console::close);
    }

    private Console start(ConsoleBuilder builder) {
        Console console = builder.port(0).start();
        open.add(console);
        console.watch(pool);
        return console;
    }

    @Test
    void itListensOnLoopbackOnly() throws IOException {
        Console console = start(Console.builder());
        assertThat(InetAddress.getByName(console.uri().getHost()).isLoopbackAddress())
                .isTrue();

        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                assertThat(accepts(address, console.uri().getPort()))
                        .as("%s", address)
                        .isEqualTo(address.getHostAddress().equals("127.0.0.1"));
            }
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** A page of somebody else's whose name resolves to loopback: the browser sends that name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1",
                "localhost:1",
                "localhost.evil.example:PORT",
                ""
            })
    void aRequestForAnotherHostIsRefused(String host) throws IOException {
        Console console = start(Console.builder());
        String named = host.replace("PORT", String.valueOf(console.uri().getPort()));

        for (String path : List.of("/", "/pools", "/stream", "/assets/vendor/preact.mjs")) {
            assertThat(Browser.get(console, path, "Host: " + named).status()).isEqualTo(403);
        }
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        Console console = start(Console.builder());

        assertThat(Browser.raw(console.uri(), "GET /pools HTTP/1.0\r\n\r\n").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]"})
    void theNamesOfLoopbackAreItsOwn(String host) throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.get(
                console, "/pools", "Host: " + host + ":" + console.uri().getPort());

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "Authorization: Bearer",
                "Authorization: Bearer wrong-token-wrong-token",
                "Authorization: Bearer " + TOKEN + "x",
                "Authorization: Basic " + TOKEN,
                "Cookie: hawser-console-PORT=" + TOKEN,
                "Cookie: hawser-console-PORT="
            })
    void whoeverDoesNotShowTheTokenSeesNothing(String header) throws IOException {
        Console console = start(Console.builder().token(TOKEN).actions(true).page("/metrics", "text/plain", () -> "m"));
        String sent = header.replace("PORT", String.valueOf(console.uri().getPort()));

        for (String path : List.of("/", "/pools", "/stream", "/events", "/health", "/config", "/metrics", "/nowhere")) {
            Reply reply = Browser.get(console, path, sent);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.body()).doesNotContain("kv", TOKEN);
        }
        assertThat(drain(console, sent, "X-Hawser-Action: 1").status()).isEqualTo(401);
        assertThat(pool.done).isEmpty();
    }

    @Test
    void theTokenIsNotTakenFromTheAddress() throws IOException {
        Console console = start(Console.builder().token(TOKEN));

        assertThat(Browser.get(console, "/pools?token=" + TOKEN).status()).isEqualTo(401);
    }

    @Test
    void theTokenOpensAllAsAHeader() throws IOException {
        Console console = start(Console.builder().token(TOKEN).page("/metrics", "text/plain", () -> "m"));

        assertThat(Browser.get(console, "/pools", "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
        assertThat(Browser.get(console, "/metrics", "Authorization: bearer " + TOKEN)
                        .body())
                .isEqualTo("m");
    }

    @Test
    void loggingInGivesACookieThatIsNotTheToken() throws IOException {
        Console console = start(Console.builder().token(TOKEN));
        assertThat(Browser.get(console, "/").body()).contains("<form method=\"post\" action=\"/login\">");

        Reply reply = login(console, TOKEN);

        assertThat(reply.status()).isEqualTo(303);
        String cookie = reply.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        String word = cookie.substring(0, cookie.indexOf(';'));
        assertThat(Browser.get(console, "/pools", "Cookie: a=b; " + word).status())
                .isEqualTo(200);
        assertThat(Browser.get(console, "/pools", "Cookie: " + word + "x").status())
                .isEqualTo(401);
    }

    @Test
    void aWrongTokenGivesTheFormAgainAndNoCookie() throws IOException {
        Console console = start(Console.builder().token(TOKEN));

        Reply reply = login(console, "wrong-token-wrong-token");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("Set-Cookie")).isEmpty();
        assertThat(reply.body()).contains("not the token").doesNotContain("wrong-token");
    }

    private static Reply login(Console console, String token, String... more) throws IOException {
        String body = "token=" + token;
        String head = "POST /login HTTP/1.1\r\nHost: " + console.uri().getAuthority() + "\r\nConnection: close\r\n"
                + String.join("", more) + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
        return Browser.raw(console.uri(), head + body);
    }

    /** Somebody else's page could log a browser in, which is of no use to it, and refused all the same. */
    @Test
    void aForeignPageCanNotLogIn() throws IOException {
        Console console = start(Console.builder().token(TOKEN));

        assertThat(login(console, TOKEN, "Origin: http://evil.example\r\n").status())
                .isEqualTo(403);
    }

    private static Reply drain(Console console, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: 0");
        return Browser.send(console, "POST", "/drain?pool=kv&endpoint=" + ENDPOINT, all.toArray(String[]::new));
    }

    @Test
    void actionsAreOffUnlessAllowed() throws IOException {
        Console console = start(Console.builder());

        assertThat(drain(console, "X-Hawser-Action: 1").status()).isEqualTo(403);
        assertThat(pool.done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
    void anActionIsPostOnly(String method) throws IOException {
        Console console = start(Console.builder().actions(true));

        Reply reply = Browser.send(
                console, method, "/drain?pool=kv&endpoint=" + ENDPOINT, "X-Hawser-Action: 1", "Content-Length: 0");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(pool.done).isEmpty();
    }

    /** A form of a foreign page can't have a header of its own. */
    @Test
    void anActionWithoutItsHeaderIsRefused() throws IOException {
        Console console = start(Console.builder().actions(true));

        assertThat(drain(console).status()).isEqualTo(403);
        assertThat(pool.done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: https://127.0.0.1:PORT",
                "Origin: http://localhost:PORT",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void anActionOfAnotherPageIsRefused(String header) throws IOException {
        Console console = start(Console.builder().actions(true));
        String sent = header.replace("PORT", String.valueOf(console.uri().getPort()));

        assertThat(drain(console, "X-Hawser-Action: 1", sent).status()).isEqualTo(403);
        assertThat(pool.done).isEmpty();
    }

    @Test
    void anActionOfItsOwnPageOrOfAProgramIsDone() throws IOException {
        Console console = start(Console.builder().actions(true));
        String origin = "Origin: http://" + console.uri().getAuthority();

        assertThat(drain(console, "X-Hawser-Action: 1", origin, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(drain(console, "X-Hawser-Action: 1").status()).isEqualTo(200);
        assertThat(pool.done).containsExactly("drain " + ENDPOINT, "drain " + ENDPOINT);
    }

    /** A browser asks before it sends a header of a foreign page's; nobody tells it that it may. */
    @Test
    void noForeignPageIsEverAllowedAnything() throws IOException {
        Console console = start(Console.builder().actions(true));

        Reply asked = Browser.send(
                console,
                "OPTIONS",
                "/drain",
                "Origin: http://evil.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: x-hawser-action");
        Reply read = Browser.get(console, "/pools", "Origin: http://evil.example");

        assertThat(asked.head()).doesNotContainIgnoringCase("Access-Control-Allow");
        assertThat(read.head()).doesNotContainIgnoringCase("Access-Control-Allow");
    }

    @Test
    void everyAnswerKeepsBrowsersInBounds() throws IOException {
        Console console = start(Console.builder());

        for (String path : List.of("/pools", "/nowhere", "/assets/vendor/preact.mjs", "/pools?format=odd")) {
            Reply reply = Browser.get(console, path);
            assertThat(reply.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../Console.class",
                "/assets/..%2fConsole.class",
                "/assets/%2e%2e/Console.class",
                "/assets/vendor/..%2f..%2fConsole.class",
                "/assets//etc/passwd",
                "/assets/vendor",
                "/assets/",
                "/assets/.hidden.txt",
                "/assets/vendor/preact.mjs%00.html",
                "/assets/vendor\\\\preact.mjs",
                "/assets/Console.class"
            })
    void nothingButThePagesFilesIsServed(String path) throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.get(console, path);

        assertThat(reply.status()).isIn(400, 404);
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        Console console = start(Console.builder().token(TOKEN));
        String bearer = "Authorization: Bearer " + TOKEN;

        assertThat(Browser.get(console, "/pools?pool=" + "x".repeat(5000), bearer)
                        .status())
                .isEqualTo(414);
        assertThat(login(console, "x".repeat(5000)).status()).isEqualTo(413);
    }

    /** The JDK's server counts a head's bytes; it hangs up. */
    @Test
    void anEndlessHeadIsCut() throws IOException {
        Console console = start(Console.builder());
        String head = "GET /pools HTTP/1.1\r\nHost: " + console.uri().getAuthority() + "\r\n"
                + ("X-Filler: " + "x".repeat(1000) + "\r\n").repeat(1000) + "\r\n";

        try {
            assertThat(Browser.raw(console.uri(), head).status()).isNotEqualTo(200);
        } catch (IOException cut) {
            assertThat(cut).isNotNull();
        }
        assertThat(Browser.get(console, "/pools").status()).isEqualTo(200);
    }

    @Test
    void anUnknownPathIsToldInJson() throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.get(console, "/nowhere");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().get("error").getAsString()).isEqualTo("there is no such path here");
    }

    @Test
    void anErrorIsInTextIfThatWasAskedFor() throws IOException {
        Console console = start(Console.builder().token(TOKEN));
        String bearer = "Authorization: Bearer " + TOKEN;
        Map<String, Integer> errors = Map.of(
                "/nowhere?format=text",
                404,
                "/assets/nothing.js?format=text",
                404,
                "/drain?pool=kv&format=text",
                405,
                "/pools?pool=none&format=text",
                404,
                "/history?format=text",
                400,
                "/events?limit=many&format=text",
                400,
                "/pools?format=text&pool=" + "x".repeat(5000),
                414);

        for (Map.Entry<String, Integer> error : errors.entrySet()) {
            Reply reply = Browser.get(console, error.getKey(), bearer);
            assertThat(reply.status()).as(error.getKey()).isEqualTo(error.getValue());
            assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(reply.body()).endsWith("\n").hasLineCount(1).doesNotContain("{", "\"error\"");
        }
        Reply stranger = Browser.get(console, "/pools?format=text");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.body()).isEqualTo("no token, or not the right one (expected: Authorization: Bearer …)\n");
        assertThat(Browser.get(console, "/pools?format=text", "Host: evil.example")
                        .body())
                .startsWith("Host: not one of this server's");
    }

    /** A terminal would obey them; JSON escapes them. */
    @Test
    void anErrorInTextEchoesNoControlCharacters() throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.get(console, "/pools?format=text&pool=%1B%5B31m%0Aa%E2%80%AEb%E2%80%A8c");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("there is no pool '?[31m?a?b?c' here\n");
    }

    @Test
    void aFormatThatThereIsNotIsToldInJson() throws IOException {
        Reply reply = Browser.get(start(Console.builder()), "/pools?format=xml");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("error").getAsString()).contains("json or text");
    }

    @Test
    void aHeadHasNoBody() throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.send(console, "HEAD", "/pools");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(Integer.parseInt(reply.header("Content-Length"))).isPositive();
        assertThat(Browser.send(console, "HEAD", "/stream").header("Content-Type"))
                .startsWith("text/event-stream");
    }

    @Test
    void optionsTellsWhatAPathAllows() throws IOException {
        Console console = start(Console.builder());

        Reply reply = Browser.send(console, "OPTIONS", "/pools");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    /** Names come from discovery, which is not to be trusted, and errors from servers. */
    @Test
    void markupInNamesAndErrorsIsEscaped() throws IOException {
        String markup = "<script>alert(1)</script>\"}],\"x\":\"\u2028\r\n\u001b[31m";
        Endpoint endpoint = Endpoint.of(Address.parse(ENDPOINT)).withAttributes(Map.of("name", markup, "zone", markup));
        pool.stand(StagePool.named("kv", StagePool.endpoint(endpoint, EndpointState.DOWN, markup, 1))
                .view());
        Console console = start(Console.builder());
        Console fresh = console;

        Reply json = Browser.get(fresh, "/pools");
        Reply text = Browser.get(fresh, "/pools?format=text");

        assertThat(json.header("Content-Type")).startsWith("application/json");
        assertThat(json.body()).doesNotContain("<script>", "\u2028", "\u001b", "\r");
        assertThat(text.header("Content-Type")).startsWith("text/plain");
        assertThat(text.body()).doesNotContain("\u001b", "\r", "\u2028");
        assertThat(Browser.get(fresh, "/pools?pool=" + "%3Cscript%3E").body()).doesNotContain("<script>");
    }

    @Test
    void theTokenIsShownNowhere() throws IOException {
        Console console = start(Console.builder().token(TOKEN).actions(true));
        String bearer = "Authorization: Bearer " + TOKEN;

        for (String path : List.of(
                "/",
                "/pools",
                "/events",
                "/failures",
                "/history?pool=kv",
                "/why",
                "/lint",
                "/config",
                "/health",
                "/nowhere",
                "/drain")) {
            assertThat(Browser.get(console, path, bearer).body()).doesNotContain(TOKEN);
        }
        assertThat(console.toString()).doesNotContain(TOKEN);
        assertThat(URI.create(console.uri().toString()).toString()).doesNotContain(TOKEN);
    }
}
