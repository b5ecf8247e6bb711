// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.MultiplexedConnectionTest.failureOf;
import static dev.hawser.tcp.TcpTransportTest.freePort;
import static dev.hawser.tcp.TcpTransportTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolEvent.CallFailed;
import dev.hawser.event.PoolEvent.TriedAttempt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Listeners hear of each multiplexed request that fails for good, with all that was tried. */
class ToldRequestsIT {

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();

    private MultiplexedPool to(String target) {
        return MultiplexedPool.to(target, Frames.FRAMING)
                .requests(MultiplexOptions.defaults().withMaxInFlight(1).withDrainTimeout(Duration.ZERO))
                .connections(
                        pool -> pool.name("kv").maxConnectionsPerEndpoint(1).listener(events::add))
                .build();
    }

    private List<CallFailed> failures() {
        return events.stream()
                .filter(CallFailed.class::isInstance)
                .map(CallFailed.class::cast)
                .toList();
    }

    private CallFailed failure() {
        await().untilAsserted(() -> assertThat(failures()).isNotEmpty());
        assertThat(failures()).hasSize(1);
        return failures().get(0);
    }

    /** A server that was killed under a request was seen in the closing of the connection only. */
    @Test
    void aRequestWhoseConnectionIsLostIsToldWithItsPlaceTimeAndResult() throws Exception {
        try (Peer peer = Peer.that(with -> with.request());
                MultiplexedPool pool = to(peer.target())) {
            RequestFailedException thrown = failureOf(pool.send(7, Frames.body("a"), HOUR));

            CallFailed told = failure();
            assertThat(told.pool()).isEqualTo("kv");
            assertThat(told.call()).isEqualTo("request");
            assertThat(told.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(told.message()).isEqualTo(thrown.getMessage()).contains("sent, outcome unknown");
            assertThat(told.took()).hasValueSatisfying(took -> assertThat(took).isPositive());
            TriedAttempt attempt = told.attempts().get(told.attempts().size() - 1);
            assertThat(attempt.endpoint()).contains(new Address("127.0.0.1", peer.port()));
            assertThat(attempt.result()).startsWith(thrown.getMessage()).endsWith("(not sent again)");
            assertThat(attempt.took())
                    .hasValueSatisfying(took -> assertThat(took)
                            .isPositive()
                            .isLessThanOrEqualTo(told.took().orElseThrow()));
        }
    }

    @Test
    void aRequestWithoutAnAnswerIsToldAfterItsTime() throws Exception {
        try (Peer peer = Peer.silent();
                MultiplexedPool pool = to(peer.target())) {
            failureOf(pool.send(1, Frames.body("a"), Duration.ofMillis(50)));

            assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure().took())
                    .hasValueSatisfying(took -> assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(50)));
        }
    }

    @Test
    void aRequestWithoutAConnectionIsToldWithoutAnEndpoint() throws Exception {
        try (MultiplexedPool pool = to("static:127.0.0.1:" + freePort())) {
            failureOf(pool.send(1, Frames.body("a"), Duration.ofMillis(50)));

            assertThat(failure().outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure().attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.endpoint()).isEmpty();
                assertThat(attempt.result()).contains("pool 'kv': no lease after");
            });
        }
    }

    @Test
    void aRequestThatFindsNoRoomIsToldWithTheConnectionThatWasFull() throws Exception {
        try (Peer peer = Peer.silent();
                MultiplexedPool pool = to(peer.target())) {
            var first = pool.send(1, Frames.body("a"), HOUR);
            await().until(() -> pool.connections().snapshot().idle() == 1);

            failureOf(pool.send(2, Frames.body("b"), Duration.ofMillis(50)));

            assertThat(first).isNotDone();
            assertThat(failure().outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure().attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.endpoint()).contains(new Address("127.0.0.1", peer.port()));
                assertThat(attempt.result()).startsWith("every connection was full");
            });
        }
    }

    /** Its caller knows why, and nothing has failed; nor is anything told of what succeeds. */
    @Test
    void aRequestThatItsCallerCancelsIsNotTold() throws Exception {
        try (Peer peer = Peer.that(with -> {
                    long first = with.request();
                    with.answer(first, "a");
                    with.request();
                    with.stay();
                });
                MultiplexedPool pool = to(peer.target())) {
            get(pool.send(1, Frames.body("a"), HOUR));
            var given = pool.send(2, Frames.body("b"), HOUR);
            await().until(() -> pool.connections().snapshot().idle() == 1);

            given.cancel(false);

            await().until(() -> pool.inFlight() == 0);
            pool.close();
            await().until(() -> events.stream().anyMatch(PoolEvent.PoolClosed.class::isInstance));
            assertThat(failures()).isEmpty();
        }
    }
}
