// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the server of other tests does what it says. */
@Timeout(30)
class ScriptedApiServerTest {
    private static final ApiCollection MODULES = ApiCollection.TINY_MODULES;
    private static final String PATH = "/apis/operator.tinysystems.io/v1alpha1/namespaces/ns/tinymodules";

    private final ScriptedApiServer server = ScriptedApiServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        put("ns", "a");
        put("ns", "b");
        put("elsewhere", "c");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void put(String namespace, String name) {
        server.put(MODULES, "{\"metadata\": {\"namespace\": \"%s\", \"name\": \"%s\"}}".formatted(namespace, name));
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(URI.create(server.url() + PATH + query))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return client.send(request(query), HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject list(String query) throws IOException, InterruptedException {
        return JsonParser.parseString(get(query).body()).getAsJsonObject();
    }

    private Iterator<String> watch(String query) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response =
                client.send(request("?watch=true" + query), HttpResponse.BodyHandlers.ofLines());
        return response.body().iterator();
    }

    private String version() throws IOException, InterruptedException {
        return Store.text(list(""), "resourceVersion");
    }

    @Test
    void aListHoldsTheObjectsOfItsNamespace() throws Exception {
        assertThat(list("").getAsJsonArray("items")).hasSize(2);
    }

    @Test
    void pagesContinueEachOther() throws Exception {
        JsonObject first = list("?limit=1");
        JsonObject second =
                list("?limit=1&continue=" + URLEncoder.encode(Store.text(first, "continue"), StandardCharsets.UTF_8));

        assertThat(Store.text(first.getAsJsonArray("items").get(0).getAsJsonObject(), "name"))
                .isEqualTo("a");
        assertThat(Store.text(second.getAsJsonArray("items").get(0).getAsJsonObject(), "name"))
                .isEqualTo("b");
        assertThat(Store.text(second, "resourceVersion")).isEqualTo(Store.text(first, "resourceVersion"));
    }

    @Test
    void aWatchTellsWhatHappensAfterItsVersion() throws Exception {
        String version = version();
        put("ns", "before");
        put("elsewhere", "never");
        Iterator<String> events = watch("&resourceVersion=" + version);

        assertThat(events.next()).contains("ADDED", "before");
        server.delete(MODULES, "ns", "a");
        assertThat(events.next()).contains("DELETED", "\"a\"");
        server.endWatches();
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void aWebSocketTellsTheSame() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        URI address =
                URI.create(server.url().replace("http", "ws") + PATH + "?watch=true&resourceVersion=" + version());
        client.newWebSocketBuilder().buildAsync(address, new Words(heard)).join();

        put("ns", "new");

        assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("ADDED", "new");
        server.endWatches();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
    }

    @Test
    void aForgottenVersionIsGone() throws Exception {
        String version = version();
        server.forgetHistory();

        assertThat(watch("&resourceVersion=" + version).next()).contains("ERROR", "410", "Expired");
        assertThat(watchStatus("&resourceVersion=" + version())).isEqualTo(200);
    }

    private int watchStatus(String query) throws IOException, InterruptedException {
        return client.send(request("?watch=true" + query), HttpResponse.BodyHandlers.ofLines())
                .statusCode();
    }

    @Test
    void whoHasNoTokenIsNotLetIn() throws Exception {
        server.requireToken("secret");

        assertThat(get("").statusCode()).isEqualTo(401);
    }

    @Test
    void scriptedAnswersComeFirstOnceAndThenAlways() throws Exception {
        server.always(Asked.LIST, Answer.status(500));
        server.once(Asked.LIST, Answer.text("{nonsense"));

        assertThat(get("").body()).isEqualTo("{nonsense");
        assertThat(get("").statusCode()).isEqualTo(500);
        server.heal();
        assertThat(get("").statusCode()).isEqualTo(200);
    }

    @Test
    void itCanBeDownAndComeUpAgain() throws Exception {
        server.down();
        assertThatThrownBy(() -> get("")).isInstanceOf(ConnectException.class);

        server.up();

        assertThat(get("").statusCode()).isEqualTo(200);
    }

    private record Words(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            socket.request(1);
            return CompletableFuture.completedFuture(data);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return CompletableFuture.completedFuture(reason);
        }
    }
}
