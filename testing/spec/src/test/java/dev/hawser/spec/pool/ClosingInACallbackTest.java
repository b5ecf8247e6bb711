// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.PoolClosedException;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code close()} in a callback of the pool's own: it waited its whole drain for what only its own thread could have done. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ClosingInACallbackTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    private PoolListener then = event -> {};

    private Harbour harbour() {
        return Harbour.of(
                options -> options.listener(event -> {
                    events.add(event);
                    then.onEvent(event);
                }),
                A);
    }

    /** The lease that the drain waits for is handed over when the listener has returned. */
    @Test
    void aListenerThatClosesThePoolDoesNotWaitForALeaseThatIsStillToBeHandedOver() {
        try (Harbour harbour = harbour()) {
            then = event -> {
                if (event instanceof PoolEvent.ConnectionOpened) {
                    harbour.pool.close(LONG);
                }
            };

            CompletableFuture<Lease<Connection>> lease = harbour.acquireLater(LONG);

            assertThat(lease).isCompleted();
            assertThatThrownBy(harbour.pool::tryAcquire).isInstanceOf(PoolClosedException.class);
            lease.join().close();
            await().untilAsserted(
                            () -> assertThat(events.get(events.size() - 1)).isInstanceOf(PoolEvent.PoolClosed.class));
        }
    }

    /** A connection counts as closed when the listener has been told so. */
    @Test
    void aListenerThatClosesThePoolDoesNotWaitForTheConnectionItHearsOf() {
        try (Harbour harbour = harbour()) {
            assertThat(harbour.visit()).isEqualTo(A);
            then = event -> {
                if (event instanceof PoolEvent.ConnectionClosed) {
                    harbour.pool.close(LONG);
                }
            };

            harbour.registry.deregister(Address.parse(A));

            await().untilAsserted(
                            () -> assertThat(events.get(events.size() - 1)).isInstanceOf(PoolEvent.PoolClosed.class));
        }
    }
}
