// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.hawser.call.Outcome;
import dev.hawser.console.Browser.Reply;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered at each path, in both formats. */
class ResponsesTest {
    private static final String FIRST = "10.0.0.1:7001";
    private static final String SECOND = "10.0.0.2:7001";

    private final StagePool pool = StagePool.named(
            "kv", StagePool.endpoint(FIRST, EndpointState.UP, 40), StagePool.endpoint(SECOND, EndpointState.DOWN, 2));
    private final Console console = Console.builder()
            .port(0)
            .actions(true)
            .page("/own", "text/plain", () -> "of the program")
            .start();

    @BeforeEach
    void watch() {
        console.watch(pool);
    }

    @AfterEach
    void close() {
        console.close();
    }

    private JsonObject get(String target) throws IOException {
        Reply reply = Browser.get(console, target);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        JsonObject json = reply.json();
        assertThat(json.keySet()).startsWith("schema", "at");
        assertThat(json.get("schema").getAsString()).isEqualTo("hawser.console/1");
        return json;
    }

    private String text(String target) throws IOException {
        Reply reply = Browser.get(console, target);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.body()).doesNotContain("\u001b");
        return reply.body();
    }

    private static JsonObject first(JsonElement array) {
        return array.getAsJsonArray().get(0).getAsJsonObject();
    }

    private void happens() {
        var tried = new PoolEvent.TriedAttempt(
                Optional.of(Address.parse(FIRST)),
                "UNAVAILABLE: gone",
                Duration.ofMillis(1),
                Optional.of(Duration.ofMillis(4)));
        console.onEvent(new PoolEvent.EndpointStateChanged(
                "kv", Address.parse(SECOND), EndpointState.UP, EndpointState.DOWN, "refused"));
        console.onEvent(new PoolEvent.CallFailed(
                "kv", "kv.KV/Get", Outcome.UNKNOWN, Optional.of(Duration.ofMillis(12)), "gave up", List.of(tried)));
        await().until(() -> !events("").isEmpty());
    }

    private JsonArray events(String query) throws IOException {
        return get("/events" + query).getAsJsonArray("events");
    }

    @Test
    void poolsCanBeAskedForOne() throws IOException {
        console.watch(StagePool.named("other"));

        assertThat(get("/pools").getAsJsonArray("pools")).hasSize(2);
        assertThat(get("/pools?pool=kv").getAsJsonArray("pools")).hasSize(1);
        assertThat(get("/pools").get("actions").getAsBoolean()).isTrue();
        assertThat(Browser.get(console, "/pools?pool=none").status()).isEqualTo(404);
    }

    @Test
    void sparklinesAreToldOnRequest() throws IOException {
        JsonObject without = first(first(get("/pools").get("pools")).get("endpoints"));
        JsonObject with = first(first(get("/pools?spark=true").get("pools")).get("endpoints"));

        assertThat(without.has("spark")).isFalse();
        assertThat(with.has("spark")).isTrue();
    }

    /** The page says from when on waits are among what it shows. */
    @Test
    void poolsTellFromWhenOnWaitsAreToldOf() throws IOException {
        assertThat(first(get("/pools").get("pools")).get("longWaitMs").getAsInt())
                .isEqualTo(100);
    }

    @Test
    void poolsAreATableAsText() throws IOException {
        assertThat(text("/pools?format=text"))
                .contains("POOL  STATE", "kv    DEGRADED", "ENDPOINT", FIRST, SECOND, "static:stage");
    }

    @Test
    void eventsAreToldOfOneEndpointOrOfAll() throws IOException {
        happens();

        assertThat(events("")).hasSize(2);
        assertThat(events("?limit=1")).hasSize(1);
        JsonObject event = first(events("?pool=kv&endpoint=" + SECOND));
        assertThat(event.get("kind").getAsString()).isEqualTo("EndpointStateChanged");
        assertThat(event.get("severity").getAsString()).isEqualTo("warning");
        assertThat(event.get("from").getAsString()).isEqualTo("UP");
        assertThat(event.get("to").getAsString()).isEqualTo("DOWN");
        assertThat(text("/events?format=text")).contains("EndpointStateChanged", SECOND + ": UP → DOWN (refused)");
    }

    @Test
    void newsComeWithTheStream() throws IOException {
        try (Browser.Stream stream = new Browser.Stream(console)) {
            stream.next("pools");
            happens();

            JsonArray news = stream.next("news").getAsJsonArray("events");

            assertThat(news).isNotEmpty();
        }
    }

    @Test
    void failuresAreToldWithTheirAttempts() throws IOException {
        happens();

        JsonObject failure = first(get("/failures?pool=kv").get("failures"));

        assertThat(failure.get("kind").getAsString()).isEqualTo("failed");
        assertThat(failure.get("outcome").getAsString()).isEqualTo("UNKNOWN");
        assertThat(failure.get("tookMs").getAsDouble()).isEqualTo(12);
        assertThat(first(failure.get("attempts")).get("endpoint").getAsString()).isEqualTo(FIRST);
        assertThat(first(failure.get("attempts")).get("begunMs").getAsDouble()).isEqualTo(1);
        assertThat(text("/failures?format=text")).contains("kv.KV/Get", "UNAVAILABLE: gone");
    }

    /** A time of 0 that nobody has measured would be believed. */
    @Test
    void whatWasNotMeasuredIsLeftOut() throws IOException {
        console.onEvent(new PoolEvent.ConnectionClosed(
                "kv", Address.parse(FIRST), CloseReason.BROKEN, Optional.of(new IOException("reset"))));
        await().until(() -> !get("/failures").getAsJsonArray("failures").isEmpty());

        JsonObject failure = first(get("/failures?pool=kv").get("failures"));

        assertThat(failure.get("kind").getAsString()).isEqualTo("broken");
        assertThat(failure.has("tookMs")).isFalse();
        assertThat(first(failure.get("attempts")).has("tookMs")).isFalse();
        assertThat(first(failure.get("attempts")).get("result").getAsString()).isEqualTo("IOException: reset");
        assertThat(text("/failures?format=text")).containsPattern("broken +- +- +- +the connection to " + FIRST);
    }

    @Test
    void historyIsInColumns() throws IOException {
        await().until(() -> get("/history?pool=kv").getAsJsonArray("t").size() >= 2);

        JsonObject history = get("/history?pool=kv");

        int steps = history.getAsJsonArray("t").size();
        assertThat(history.get("stepMs").getAsInt()).isEqualTo(1000);
        for (String column : List.of("perSecond", "failedPerSecond", "p50Ms", "p99Ms", "waiting", "inFlight")) {
            assertThat(history.getAsJsonArray(column)).as(column).hasSize(steps);
        }
        JsonObject endpoint = history.getAsJsonObject("endpoints").getAsJsonObject(FIRST);
        assertThat(endpoint.getAsJsonArray("state").get(0).getAsString()).isEqualTo("UP");
        assertThat(get("/history?pool=kv&endpoint=" + FIRST)
                        .getAsJsonObject("endpoints")
                        .keySet())
                .containsExactly(FIRST);
        assertThat(text("/history?pool=kv&format=text")).contains("perSecond", "p99Ms");
        assertThat(Browser.get(console, "/history").status()).isEqualTo(400);
    }

    @Test
    void whyTellsWhoCanServe() throws IOException {
        happens();

        JsonObject why = get("/why?pool=kv");

        assertThat(why.get("verdict").getAsString()).contains(FIRST);
        JsonObject endpoint = first(why.get("endpoints"));
        assertThat(endpoint.get("address").getAsString()).isEqualTo(FIRST);
        assertThat(endpoint.get("eligible").getAsBoolean()).isTrue();
        assertThat(why.getAsJsonArray("recent")).hasSize(1);
        assertThat(get("/why").getAsJsonArray("pools")).hasSize(1);
        assertThat(text("/why?format=text")).startsWith("kv: ").contains("ELIGIBLE", FIRST);
    }

    @Test
    void lintTellsWhatWasFoundAndWhatWasLookedFor() throws IOException {
        console.watch(StagePool.named("lonely", StagePool.endpoint(FIRST, EndpointState.UP, 0)));

        JsonObject lint = get("/lint");

        assertThat(first(lint.get("findings")).keySet())
                .containsExactly("rule", "severity", "pool", "what", "why", "remedy");
        assertThat(lint.getAsJsonArray("checked").toString()).contains("one-endpoint");
        assertThat(text("/lint?format=text")).contains("one-endpoint", "lonely");
    }

    @Test
    void configTellsSettings() throws IOException {
        JsonObject config = first(get("/config").get("pools"));

        assertThat(config.get("source").getAsString()).isEqualTo("static:stage");
        assertThat(config.getAsJsonObject("settings").get("maxConnections").getAsString())
                .isEqualTo("30");
        assertThat(text("/config?format=text")).contains("maxConnections", "30");
    }

    @Test
    void healthIsAStatusForProbes() throws IOException {
        assertThat(get("/health").get("status").getAsString()).isEqualTo("DEGRADED");
        assertThat(get("/health").getAsJsonObject("pools").get("kv").getAsString())
                .isEqualTo("DEGRADED");
        assertThat(text("/health?format=text")).startsWith("DEGRADED");

        console.watch(StagePool.named("dead", StagePool.endpoint(FIRST, EndpointState.DOWN, 0)));

        Reply reply = Browser.get(console, "/health");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().get("status").getAsString()).isEqualTo("DOWN");
        assertThat(Browser.get(console, "/health?pool=kv").status()).isEqualTo(200);
    }

    @Test
    void aPageOfTheProgramIsServed() throws IOException {
        assertThat(Browser.get(console, "/own").body()).isEqualTo("of the program");
    }

    @Test
    void aProgramsPageMayNotTakeThePlaceOfTheConsoles() {
        assertThatThrownBy(() -> Console.builder().page("/pools", "text/plain", () -> ""))
                .hasMessage("path: /pools is the console's own (expected: another)");
        assertThatThrownBy(() -> Console.builder().page("pools", "text/plain", () -> ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pools?format=yaml",
                "/events?limit=0",
                "/events?limit=many",
                "/events?limit=100000",
                "/pools?pool=%zz",
            })
    void aParameterThatMakesNoSenseIsRefused(String target) throws IOException {
        Reply reply = Browser.get(console, target);

        assertThat(reply.status()).isEqualTo(400);
    }

    private Reply post(String target) throws IOException {
        return Browser.send(console, "POST", target, "X-Hawser-Action: 1", "Content-Length: 0");
    }

    @Test
    void anOperatorCanDrainAndWeigh() throws IOException {
        assertThat(post("/drain?pool=kv&endpoint=" + FIRST).json().get("done").getAsString())
                .isEqualTo(FIRST + " of kv is drained: it gets no new work");
        assertThat(post("/undrain?pool=kv&endpoint=" + FIRST).status()).isEqualTo(200);
        assertThat(post("/weight?pool=kv&endpoint=" + FIRST + "&weight=7").status())
                .isEqualTo(200);
        assertThat(post("/weight?pool=kv&endpoint=" + FIRST).status()).isEqualTo(200);

        assertThat(pool.done)
                .containsExactly(
                        "drain " + FIRST,
                        "undrain " + FIRST,
                        "weigh " + FIRST + " OptionalInt[7]",
                        "weigh " + FIRST + " OptionalInt.empty");
    }

    @Test
    void anActionOnWhatIsNotThereIsRefused() throws IOException {
        assertThat(post("/drain?pool=none&endpoint=" + FIRST).status()).isEqualTo(404);
        assertThat(post("/drain?pool=kv&endpoint=10.0.0.9:7001").status()).isEqualTo(404);
        assertThat(post("/drain?pool=kv").status()).isEqualTo(400);
        assertThat(post("/weight?pool=kv&endpoint=" + FIRST + "&weight=-1").status())
                .isEqualTo(400);
        assertThat(pool.done).isEmpty();
    }

    @Test
    void aFileThatDidNotChangeIsNotSentAgain() throws IOException {
        String tag = Browser.get(console, "/assets/vendor/preact.mjs").header("ETag");
        assertThat(tag).isNotEmpty();

        Reply again = Browser.get(console, "/assets/vendor/preact.mjs", "If-None-Match: " + tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }
}
