// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static dev.hawser.endpoint.EndpointState.CONNECTING;
import static dev.hawser.endpoint.EndpointState.DOWN;
import static dev.hawser.endpoint.EndpointState.IDLE;
import static dev.hawser.endpoint.EndpointState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiaryTest {

    private static final Address SWIFT = Address.parse("127.0.0.1:7001");

    private double now;
    private final Diary diary = new Diary(() -> now, address -> "swift");

    private void changes(EndpointState from, EndpointState to) {
        diary.listener().onEvent(new PoolEvent.EndpointStateChanged("exclusive", SWIFT, from, to, ""));
    }

    /** A connection that is lost and replaced within a millisecond is no news; a server that stays down is. */
    @Test
    void onlyTheStateInWhichAServerEndsUpIsWrittenDown() {
        changes(IDLE, CONNECTING);
        changes(CONNECTING, UP);
        changes(UP, IDLE);
        changes(IDLE, CONNECTING);
        changes(CONNECTING, UP);
        now = 1.5;
        diary.listener()
                .onEvent(new PoolEvent.ConnectFailed(
                        "exclusive",
                        SWIFT,
                        Duration.ofMillis(1),
                        2,
                        new ConnectException("Connection refused"),
                        Duration.ofSeconds(1)));
        changes(CONNECTING, DOWN);
        changes(DOWN, DOWN);

        assertThat(diary.latest())
                .containsExactly(
                        new Diary.Entry(0, "exclusive", "swift is up"),
                        new Diary.Entry(1.5, "exclusive", "swift: up → down, refused (2×)"));
    }

    @Test
    void aChangeOfTheEndpointsFileIsToldByTheServersNames() {
        diary.listener()
                .onEvent(new PoolEvent.EndpointsChanged("exclusive", List.of(SWIFT), List.of(), List.of(SWIFT)));

        assertThat(diary.latest())
                .containsExactly(new Diary.Entry(0, "exclusive", "endpoints file: added swift; updated swift"));
    }

    @Test
    void itForgetsTheOldestBeforeItFillsTheMemory() {
        for (int n = 0; n < Diary.MAX_ENTRIES + 10; n++) {
            diary.write("scenario", "entry " + n);
        }

        assertThat(diary.latest()).hasSize(Diary.MAX_ENTRIES);
        assertThat(diary.latest().get(0).what()).isEqualTo("entry 10");
    }
}
