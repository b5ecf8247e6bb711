// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.WaitOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent.LeaseWaited;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who had to wait noticeably is told of, with the reason. */
class LongWaitsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aLongWaitIsToldOfWithHowThingsStoodWhenItBegan() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            harbour.advanceMillis(20);
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(150);

            held.close();

            assertThat(waiting).isCompleted();
            assertThat(harbour.events(LeaseWaited.class))
                    .containsExactly(new LeaseWaited(
                            "test",
                            Address.parse(A),
                            Duration.ofMillis(150),
                            "every connection is in use (1/1 leased, 1 waiting): " + A
                                    + " full: 1 of 1 connections in use"));
            waiting.join().close();
        }
    }

    @Test
    void aShortWaitIsNotToldOf() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(99);

            held.close();

            waiting.join().close();
            assertThat(harbour.events(LeaseWaited.class)).isEmpty();
        }
    }

    @Test
    void whatCountsAsLongIsAnOption() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(WaitOptions.defaults().withLongWait(Duration.ofMillis(5))),
                A)) {
            Lease<Connection> held = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(5);

            held.close();

            waiting.join().close();
            assertThat(harbour.events(LeaseWaited.class)).hasSize(1);
        }
    }

    /** What has changed since is not the reason any more: at first nothing was open, later everything was down. */
    @Test
    void theReasonIsThatOfTheBeginning() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.servers.server(A).hangs();
            harbour.servers.server(B).hangs();
            CompletableFuture<Lease<Connection>> early = harbour.acquireLater(LONG);
            harbour.servers.server(A).refuses();
            harbour.servers.server(B).refuses();
            harbour.advance(Duration.ofSeconds(10));
            CompletableFuture<Lease<Connection>> late = harbour.acquireLater(LONG);

            harbour.servers.server(A).accepts();
            harbour.servers.server(B).accepts();
            harbour.advance(Duration.ofSeconds(30));

            early.join().close();
            late.join().close();
            assertThat(harbour.events(LeaseWaited.class)).hasSize(2);
            assertThat(harbour.events(LeaseWaited.class).get(0).why())
                    .startsWith("no connection is open yet (0/")
                    .contains("connecting: 1 under way");
            assertThat(harbour.events(LeaseWaited.class).get(1).why())
                    .startsWith("every endpoint is down (0/")
                    .contains("next try in");
        }
    }

    /** One of four was down, and the wait was said to be because every one was: those that could serve gave no reason. */
    @Test
    void whereOthersCouldServeNotAllAreBlamed() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            String first = harbour.tryAcquire().endpoint().address().toString();
            String other = first.equals(A) ? B : A;
            harbour.servers.server(other).hangs();
            harbour.advanceMillis(20); // reasons may be 10 ms old
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(150);

            harbour.servers.server(other).answerHanging(other);

            assertThat(waiting).isCompleted();
            assertThat(harbour.events(LeaseWaited.class)).hasSize(1);
            assertThat(harbour.events(LeaseWaited.class).get(0).why())
                    .startsWith("a connection is being opened or checked (1/")
                    .endsWith(": " + other + " connecting: 1 under way");
        }
    }
}
