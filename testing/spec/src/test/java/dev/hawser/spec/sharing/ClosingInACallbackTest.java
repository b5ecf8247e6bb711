// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code close()} in a callback of the pool's own: it waited its whole drain for what only its own thread could have done. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ClosingInACallbackTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch told = new CountDownLatch(1);
    private PoolListener then = event -> {};

    private Pier pier() {
        Pier pier = Pier.of(
                options -> options.listener(event -> {
                    if (event instanceof PoolEvent.PoolClosed) {
                        told.countDown();
                    }
                    then.onEvent(event);
                }),
                A);
        pier.pool.connectAll();
        return pier;
    }

    /** It waited for its whole drain: the connection counts as closed when the listener has returned. */
    @Test
    void aListenerThatClosesThePoolDoesNotWaitForItself() {
        try (Pier pier = pier()) {
            then = event -> {
                if (event instanceof PoolEvent.ConnectionClosed) {
                    pier.pool.close(LONG);
                }
            };

            pier.discovery.publish(List.of());

            assertThat(pier.pool.isClosed()).isTrue();
            await().untilAsserted(() -> assertThat(told.getCount()).isZero());
        }
    }

    @Test
    void whoHearsOfTheEndMayCloseOnceMore() {
        try (Pier pier = pier()) {
            then = event -> {
                if (event instanceof PoolEvent.PoolClosed) {
                    pier.pool.close(LONG);
                }
            };

            pier.pool.close(LONG);

            assertThat(told.getCount()).isZero();
        }
    }
}
