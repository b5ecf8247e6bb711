// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static dev.hawser.micrometer.Quay.A;
import static dev.hawser.micrometer.Quay.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.ConnectionPool;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One pool takes another's place under the same name, as when its options are changed while the program runs. */
@Timeout(30)
class SwapTest {

    /** The end of the old one, which is told by name, took the new one's series away. */
    @Test
    void theEndOfThePoolThatWasReplacedChangesNothing() {
        try (Quay quay = Quay.perEndpoint(A);
                ConnectionPool<Connection> next = quay.lent()) {
            quay.metrics.watch(next);

            quay.lent.close(Duration.ZERO);
            quay.settle();

            assertThat(quay.gauge("hawser.endpoint.weight", "pool", "lent", "endpoint", A))
                    .isEqualTo(1);
            assertThat(quay.has("hawser.pool.leaks", "pool", "lent")).isTrue();

            next.close(Duration.ZERO);
            quay.settle();
            assertThat(quay.meters.getMeters())
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getTag("pool")).isEqualTo("shared"));
        }
    }

    /** Series of the same names and tags were left alone, so they went on showing the old pool, and kept it in memory. */
    @Test
    void theSeriesAreThoseOfTheNewOne() throws Exception {
        try (Quay quay = Quay.perPool(A);
                Lease<Connection> old = quay.lent.acquire();
                ConnectionPool<Connection> next = quay.lent()) {
            quay.settle();
            assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "busy"))
                    .isEqualTo(1);

            quay.metrics.watch(next);
            assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "busy"))
                    .isZero();
            next.acquire().close();
            quay.settle();

            assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "idle"))
                    .isEqualTo(1);
            assertThat(quay.counter("hawser.endpoint.requests", "pool", "lent", "outcome", "success"))
                    .isEqualTo(1);
        }
    }

    /** Its series were gone for 50 ms at most, so the meter registry never knew, and showed the old one's for ever. */
    @Test
    void aPoolThatFollowsAtOnceIsShown() throws Exception {
        try (Quay quay = Quay.perPool(A)) {
            quay.lent.acquire().close();
            quay.settle();

            quay.lent.close(Duration.ZERO);
            try (ConnectionPool<Connection> next = quay.lent()) {
                quay.metrics.watch(next);
                Lease<Connection> lease = next.acquire();
                quay.settle();

                assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "busy"))
                        .isEqualTo(1);
                assertThat(quay.timer("hawser.pool.creation", "pool", "lent", "outcome", "success")
                                .count())
                        .isEqualTo(1);
                lease.close();
            }
        }
    }

    @Test
    void whatEventsAddUpToGoesOnUnderTheName() throws Exception {
        try (Quay quay = Quay.perPool(A);
                ConnectionPool<Connection> next = quay.lent()) {
            quay.lent.acquire().close();
            next.acquire().close();

            quay.metrics.watch(next);
            quay.lent.close(Duration.ZERO);
            quay.settle();

            assertThat(quay.timer("hawser.pool.creation", "pool", "lent", "outcome", "success")
                            .count())
                    .isEqualTo(2);
            assertThat(quay.counter("hawser.pool.closes", "pool", "lent", "reason", "pool_closed"))
                    .isEqualTo(1);
        }
    }

    /** What refused callers had waited is taken from the pool's waits; those of the old one are not in the new one's. */
    @Test
    void theTimeThatCallersWaitedIsThatOfTheNewOne() throws Exception {
        try (Quay quay = Quay.perPool(A);
                ConnectionPool<Connection> next = quay.lent()) {
            quay.lentServers.server(A).hangs();
            quay.lent.acquireAsync(Duration.ofSeconds(1));
            quay.time.advance(Duration.ofSeconds(2));
            quay.metrics.watch(next);
            quay.lentServers.server(A).accepts().after(Duration.ofMillis(400));

            next.acquireAsync(Duration.ofSeconds(1));
            quay.time.advance(Duration.ofSeconds(1));

            assertThat(quay.timer("hawser.pool.acquire", "pool", "lent", "outcome", "success")
                            .totalTime(TimeUnit.MILLISECONDS))
                    .isEqualTo(400);
        }
    }

    @Test
    void watchingThePoolThatIsWatchedChangesNothing() throws Exception {
        try (Quay quay = Quay.perPool(A)) {
            quay.lent.acquire().close();
            quay.settle();
            var before = quay.meters.getMeters();

            quay.metrics.watch(quay.lent);

            assertThat(quay.meters.getMeters()).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    /** Nothing would ever end its series. */
    @Test
    void aPoolThatIsClosedAlreadyIsNotShown() {
        try (Quay quay = Quay.perPool(A, B)) {
            quay.lent.close(Duration.ZERO);
            quay.settle();

            quay.metrics.watch(quay.lent);

            assertThat(quay.has("hawser.pool.pending", "pool", "lent")).isFalse();
            assertThat(quay.has("hawser.pool.pending", "pool", "shared")).isTrue();
        }
    }
}
