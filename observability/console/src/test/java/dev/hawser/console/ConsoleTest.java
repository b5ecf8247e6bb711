// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final Console console = Console.builder().port(0).start();

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void poolsTellsHowEndpointsStand() throws IOException {
        console.watch(StagePool.named("kv", StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 40)));

        JsonObject answer = Browser.get(console, "/pools").json();

        assertThat(answer.get("schema").getAsString()).isEqualTo("hawser.console/1");
        JsonObject pool = answer.getAsJsonArray("pools").get(0).getAsJsonObject();
        assertThat(pool.get("name").getAsString()).isEqualTo("kv");
        assertThat(pool.get("state").getAsString()).isEqualTo("UP");
        JsonObject endpoint = pool.getAsJsonArray("endpoints").get(0).getAsJsonObject();
        assertThat(endpoint.get("address").getAsString()).isEqualTo("10.0.0.1:7001");
        assertThat(endpoint.get("total").getAsLong()).isEqualTo(40);
    }

    @Test
    void theStreamTellsAtOnceAndThenOnceASecond() throws IOException {
        StagePool pool = StagePool.named("kv", StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 40));
        console.watch(pool);

        try (Browser.Stream stream = new Browser.Stream(console)) {
            assertThat(stateOf(stream.next("pools"))).isEqualTo("UP");
            pool.stand(StagePool.named("kv", StagePool.endpoint("10.0.0.1:7001", EndpointState.DOWN, 40))
                    .view());
            stream.next("pools");
            assertThat(stateOf(stream.next("pools"))).isEqualTo("DOWN");
        }
    }

    private static String stateOf(JsonObject answer) {
        return answer.getAsJsonArray("pools")
                .get(0)
                .getAsJsonObject()
                .get("state")
                .getAsString();
    }

    @Test
    void aClosedPoolIsShownAsClosed() throws IOException {
        StagePool pool = StagePool.named("kv", StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 40));
        console.watch(pool);

        pool.end();
        console.onEvent(new PoolEvent.PoolClosed("kv"));

        assertThat(stateOf(Browser.get(console, "/pools").json())).isEqualTo("CLOSED");
    }

    @Test
    void twoPoolsOfOneNameAreRefused() {
        console.watch(StagePool.named("kv"));

        assertThatThrownBy(() -> console.watch(StagePool.named("kv")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'kv' is watched already");
    }

    @Test
    void thePageAndItsFilesAreServedWithTheirTypes() throws IOException {
        assertThat(Browser.get(console, "/assets/vendor/preact.mjs").header("Content-Type"))
                .startsWith("text/javascript");
        assertThat(Browser.get(console, "/assets/vendor/uplot.css").header("Content-Type"))
                .startsWith("text/css");
    }

    @Test
    void aTakenPortIsToldWithItsNumber() {
        int port = console.uri().getPort();

        assertThatThrownBy(() -> Console.builder().port(port).start())
                .isInstanceOf(ConsoleException.class)
                .hasMessageContaining("127.0.0.1:" + port);
    }
}
