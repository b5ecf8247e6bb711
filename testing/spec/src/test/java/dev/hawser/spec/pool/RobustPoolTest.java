// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.WaitOptions;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the simulation found, told one by one. */
class RobustPoolTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** A time-out of the caller's own, as by {@code orTimeout}: the waiter stayed in the queue, ahead of the living. */
    @Test
    void aFutureThatItsCallerEndsLeavesTheQueue() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> gone = harbour.acquireLater(LONG);
            CompletableFuture<Lease<Connection>> stays = harbour.acquireLater(LONG);

            gone.completeExceptionally(new TimeoutException("the caller's own"));

            assertThat(harbour.pool.snapshot().waiting()).isEqualTo(1);
            held.close();
            assertThat(stays).isCompleted();
        }
    }

    /** Each return served the next waiter inside itself, some ten frames deeper. */
    @Test
    void tenThousandContinuationsThatReturnAtOnceDoNotEatTheStack() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            AtomicInteger served = new AtomicInteger();
            for (int i = 0; i < 10_000; i++) {
                CompletableFuture<Void> done = harbour.acquireLater(LONG).thenAccept(lease -> {
                    served.incrementAndGet();
                    lease.close();
                });
                assertThat(done).isNotDone();
            }

            held.close();

            assertThat(served).hasValue(10_000);
            assertThat(harbour.endpoint(A).leased()).isZero();
        }
    }

    @Test
    void openingAThousandConnectionsThatAnswerAtOnceDoesNotEatTheStack() {
        try (Harbour harbour = Harbour.of(
                b -> b.pool(PoolOptions.defaults().withMaxConnections(2_000).withMinConnections(2_000)), A)) {
            assertThat(harbour.endpoint(A).idle()).isEqualTo(2_000);
        }
    }

    /** A zero that was taken literally never came back from the first attempt. */
    @Test
    void aBackoffOfZeroDoesNotSpin() {
        try (Harbour harbour = Harbour.of(b -> b.reconnectBackoff(Backoff.constant(Duration.ZERO)), A)) {
            harbour.servers.server(A).refuses();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(1));
            assertThat(harbour.connects(A)).isEqualTo(1);

            harbour.advanceMillis(100);
            assertThat(harbour.connects(A)).isBetween(50, 101);

            harbour.servers.server(A).accepts();
            harbour.advanceMillis(2);
            assertThat(waiting).isCompleted();
        }
    }

    /** The attempt had a claim on the next permit, and kept it for as long as it hung. */
    @Test
    void anAttemptThatHangsDoesNotKeepTheRateFromIdleConnections() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            harbour.servers.server(A).hangs();
            harbour.advanceMillis(100);
            CompletableFuture<Lease<Connection>> first = harbour.acquireLater(LONG);
            CompletableFuture<Lease<Connection>> second = harbour.acquireLater(LONG);
            assertThat(harbour.connects(A)).isEqualTo(2);

            held.close();
            assertThat(first).isCompleted();
            first.join().close();
            harbour.advanceMillis(300); // beyond the patience with the attempt

            assertThat(second).isCompleted();
        }
    }

    /** A pool that lets nobody wait can still open connections. */
    @Test
    void theLimitOnWaitersLeavesThoseAloneForWhomAConnectionIsBeingOpened() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(WaitOptions.defaults().withMaxWaiters(0)),
                A)) {
            harbour.servers.server(A).after(Duration.ofMillis(50));
            CompletableFuture<Lease<Connection>> first = harbour.acquireLater(LONG);
            CompletableFuture<Lease<Connection>> second = harbour.acquireLater(LONG);

            harbour.advanceMillis(50);

            assertThat(first).isCompleted();
            assertThat(Harbour.refusalOf(second)).hasMessageContaining("too many callers wait");
        }
    }

    /** Opened in the background long ago, and never asked since. */
    @Test
    void aThresholdOfZeroAlsoChecksWhatNobodyHasUsedYet() {
        try (Harbour harbour = Harbour.of(
                b -> b.pool(PoolOptions.defaults().withMinConnections(1))
                        .lifetime(LifetimeOptions.unlimited().withValidateAfter(Duration.ZERO)),
                A)) {
            Connection idle = harbour.servers.connections().get(0);
            idle.die();

            assertThat(harbour.tryAcquire().connection()).isNotSameAs(idle);
        }
    }

    /** It was down with one of two connections left, and nothing was there to remind the pool of the other. */
    @Test
    void theMinimumComesBackAfterABackoffWithoutAnybodyAsking() {
        try (Harbour harbour = Harbour.of(
                b -> b.pool(PoolOptions.defaults().withMinConnections(2)).lifetime(LifetimeOptions.unlimited()), A)) {
            harbour.servers.server(A).refuses();
            harbour.tryAcquire().discard(new IllegalStateException("broken"));
            assertThat(harbour.endpoint(A).idle()).isEqualTo(1);

            harbour.servers.server(A).accepts();
            harbour.advanceMillis(100);

            assertThat(harbour.endpoint(A).idle()).isEqualTo(2);
        }
    }

    @Test
    void aClosedPoolLeavesNoTimerBehind() {
        Harbour harbour = Harbour.of(b -> b, A, B);
        harbour.servers.server(A).refuses();
        harbour.servers.server(B).hangs();
        CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
        harbour.advanceMillis(300);

        harbour.close();

        assertThat(waiting).isCompletedExceptionally();
        assertThat(harbour.time.pending()).isZero();
    }

    /** One listener's mistake, or a full thread table, must not cost somebody else's lease. */
    @Test
    void anExecutorThatRefusesWorkCostsNothing() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1).executor(work -> {
                    throw new IllegalStateException("no more threads");
                }),
                A)) {
            Lease<Connection> held = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);

            held.discard(new IllegalStateException("broken"));

            assertThat(waiting).isCompleted();
        }
    }

    @Test
    void closingThePoolInAContinuationWorks() {
        Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A);
        Lease<Connection> held = harbour.tryAcquire();
        CompletableFuture<Void> closer = harbour.acquireLater(LONG).thenAccept(lease -> {
            lease.close();
            harbour.pool.close(Duration.ZERO);
        });
        CompletableFuture<Lease<Connection>> behind = harbour.acquireLater(LONG);

        held.close();

        assertThat(closer).isCompleted();
        assertThat(behind).isCompleted();
        assertThat(harbour.servers.open()).isZero();
        assertThat(harbour.events(PoolEvent.PoolClosed.class)).hasSize(1);
    }

    @Test
    void aListenerMayAcquireAndReturn() {
        List<String> visited = new ArrayList<>();
        Harbour[] self = new Harbour[1];
        try (Harbour harbour = Harbour.of(
                b -> b.listener(event -> {
                    if (event instanceof PoolEvent.ConnectionOpened && self[0] != null && visited.isEmpty()) {
                        visited.add("on the way");
                        visited.add(self[0].visit());
                    }
                }),
                A)) {
            self[0] = harbour;

            harbour.visit();

            assertThat(visited).containsExactly("on the way", A);
        }
    }

    /** Its message is asked for under the lock: the view, the timers and even close() threw what it threw. */
    @Test
    void aFailureWhoseMessageCannotBeHadHarmsNobody() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Transport<String> transport = new Transport<>() {
            @Override
            public CompletionStage<String> connect(Endpoint endpoint) {
                return broken.get()
                        ? CompletableFuture.failedFuture(new Unspeakable())
                        : CompletableFuture.completedFuture("connection");
            }

            @Override
            public void close(String connection) {}
        };
        FakeTime time = new FakeTime();
        try (ConnectionPool<String> pool = ConnectionPool.builder(Discoveries.of(Endpoint.of(A)), transport)
                .time(time)
                .executor(Runnable::run)
                .build()) {
            CompletableFuture<Lease<String>> waiting = pool.acquireAsync(LONG);
            assertThat(pool.view().endpoints().get(0).why()).contains("Unspeakable");

            broken.set(false);
            time.advance(Duration.ofMinutes(5));

            assertThat(waiting).isCompleted();
        }
    }

    /** A discovery is asked for its words by each view, and by each news of a failure. */
    @Test
    void aDiscoveryThatFailsToDescribeItselfIsCalledByItsKind() {
        final class Speechless implements Discovery {
            @Override
            public Subscription watch(Watcher watcher, Context context) {
                return Discoveries.of(Endpoint.of(A)).watch(watcher, context);
            }

            @Override
            public String describe() {
                throw new IllegalStateException("as scripted");
            }
        }
        try (ConnectionPool<Connection> pool = ConnectionPool.builder(
                        new Speechless(), new ScriptedTransport(new FakeTime()))
                .build()) {
            assertThat(pool.view().source().words()).isEqualTo("Speechless");
        }
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("as scripted");
        }
    }
}
