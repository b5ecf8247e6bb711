// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that is slow, stuck or throws: on threads of the pool's own, in real time. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SlowListenersTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    /** Stops at its first event until it is let go. */
    private void block(PoolEvent event) {
        stuck.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConnectionPoolBuilder<Connection> pool() {
        return ConnectionPool.builder(
                        Discoveries.of(Endpoint.of("10.0.0.1:7001")), new ScriptedTransport(new FakeTime()))
                .name("listened-to");
    }

    /** It stood in the list of what was to be done before the handing-over of the lease. */
    @Test
    void callersBehindAStuckListenerGetTheirLeases() throws InterruptedException {
        List<PoolEvent> heard = new CopyOnWriteArrayList<>();
        try (ConnectionPool<Connection> pool =
                pool().listener(this::block).listener(heard::add).build()) {
            stuck.await();

            try (Lease<Connection> one = pool.acquire(LONG);
                    Lease<Connection> two = pool.acquire(LONG)) {
                assertThat(one.connection()).isNotSameAs(two.connection());
            }

            await().untilAsserted(() -> assertThat(heard)
                    .filteredOn(PoolEvent.ConnectionOpened.class::isInstance)
                    .hasSize(2));
            letGo.countDown();
        }
    }

    @Test
    void aThrowingListenerHearsTheRestAndSoDoOthers() throws InterruptedException {
        AtomicInteger thrown = new AtomicInteger();
        List<PoolEvent> heard = new CopyOnWriteArrayList<>();
        PoolListener throwing = event -> {
            thrown.incrementAndGet();
            throw new StackOverflowError("as scripted");
        };
        ConnectionPool<Connection> pool =
                pool().listener(throwing).listener(heard::add).build();
        pool.acquire(LONG).close();

        pool.close();

        assertThat(heard).last().isInstanceOf(PoolEvent.PoolClosed.class);
        assertThat(thrown).hasValue(heard.size());
    }

    /** Each refusal is an event, and nobody takes them off its hands: ten thousand are kept. */
    @Test
    void aListenerThatIsTooSlowIsToldHowManyEventsItHasLost() throws InterruptedException {
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        List<PoolEvent> last = new CopyOnWriteArrayList<>(List.of(new PoolEvent.PoolClosed("none yet")));
        AtomicInteger prompt = new AtomicInteger();
        PoolListener slow = event -> {
            block(event);
            if (event instanceof PoolEvent.EventsLost some) {
                lost.addAndGet((int) some.count());
            } else {
                heard.incrementAndGet();
            }
            last.set(0, event);
        };
        ConnectionPool<Connection> pool = pool().maxConnectionsPerEndpoint(1)
                .listener(slow)
                .listener(event -> prompt.incrementAndGet())
                .build();
        stuck.await();
        Lease<Connection> held = pool.acquire(LONG);
        for (int i = 0; i < 12_000; i++) {
            assertThat(pool.acquireAsync(Duration.ZERO)).isNotNull();
        }
        held.close();
        await().untilAsserted(() -> assertThat(prompt.get()).isGreaterThan(11_000));

        letGo.countDown();
        pool.close();

        await().untilAsserted(() -> assertThat(last.get(0)).isInstanceOf(PoolEvent.PoolClosed.class));
        assertThat(lost.get()).isGreaterThan(1_000);
        assertThat(heard.get() + lost.get()).isEqualTo(prompt.get());
    }

    @Test
    void closeDoesNotWaitForAStuckListenerForLong() throws InterruptedException {
        ConnectionPool<Connection> pool = pool().listener(this::block).build();
        stuck.await();

        pool.close(Duration.ofHours(1));

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("hawser-timer-listened-to"));
        letGo.countDown();
    }

    @Test
    void aListenerMayCloseThePool() throws InterruptedException {
        CompletableFuture<ConnectionPool<Connection>> self = new CompletableFuture<>();
        CompletableFuture<PoolEvent> end = new CompletableFuture<>();
        ConnectionPool<Connection> pool = pool().listener(event -> {
                    if (event instanceof PoolEvent.ConnectionOpened) {
                        self.join().close(Duration.ofHours(1));
                    } else if (event instanceof PoolEvent.PoolClosed) {
                        end.complete(event);
                    }
                })
                .build();
        self.complete(pool);

        pool.acquire(LONG).close();

        await().untilAsserted(() -> assertThat(end).isCompleted());
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("hawser-listened-to")));
    }
}
