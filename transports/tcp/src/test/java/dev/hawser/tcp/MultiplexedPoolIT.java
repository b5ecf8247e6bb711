// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.MultiplexedConnectionTest.failureOf;
import static dev.hawser.tcp.TcpPoolIT.hawserThreads;
import static dev.hawser.tcp.TcpTransportTest.freePort;
import static dev.hawser.tcp.TcpTransportTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.PoolExhaustedException;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Backoff;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.testkit.ChaosProxy;
import dev.hawser.view.PoolView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The whole way: a pool, its engine, real sockets, many requests on each. */
class MultiplexedPoolIT {

    private static final Backoff QUICK = Backoff.constant(Duration.ofMillis(20));

    @Test
    void requestsShareAConnection() throws Exception {
        try (Peer peer = Peer.that(with -> {
                    long first = with.request();
                    long second = with.request();
                    with.answer(second, "second");
                    with.answer(first, "first");
                    with.stay();
                });
                MultiplexedPool pool =
                        MultiplexedPool.to(peer.target(), Frames.FRAMING).build()) {
            var first = pool.send(1, Frames.body("a"));
            await().until(() -> pool.connections().snapshot().idle() == 1);
            var second = pool.send(2, Frames.body("b"));

            assertThat(Frames.text(get(first))).isEqualTo("first");
            assertThat(Frames.text(get(second))).isEqualTo("second");
            assertThat(peer.sockets).hasSize(1);
        }
    }

    @Test
    void manyRequestsFromManyThreadsEachGetTheirOwnAnswer() throws Exception {
        try (Peer peer = Peer.echoing();
                Peer other = Peer.echoing();
                MultiplexedPool pool = MultiplexedPool.to(peer.target() + ",127.0.0.1:" + other.port(), Frames.FRAMING)
                        .build()) {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int me = caller;
                callers.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 500; i++) {
                        String text = me + "/" + i;
                        assertThat(Frames.text(pool.send(Frames.body(text)).join()))
                                .isEqualTo(text);
                    }
                }));
            }

            get(CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])));
            await().until(() -> pool.inFlight() == 0);
            assertThat(pool.connections().snapshot().leased()).isZero();
        }
    }

    @Test
    void itIsLookedAtAndSteeredLikeAnyOtherPool() throws Exception {
        try (Peer peer = Peer.echoing();
                Peer other = Peer.echoing();
                MultiplexedPool pool = MultiplexedPool.to(peer.target() + ",127.0.0.1:" + other.port(), Frames.FRAMING)
                        .build()) {
            Address drained = new Address("127.0.0.1", other.port());
            pool.control().drain(drained);
            for (int i = 0; i < 10; i++) {
                get(pool.send(Frames.body("a")));
            }

            PoolView view = pool.view();
            assertThat(view.pool()).isEqualTo(pool.connections().name());
            assertThat(view.use().total()).isEqualTo(10);
            assertThat(view.endpoints()).hasSize(2).allSatisfy(endpoint -> {
                boolean steered = endpoint.endpoint().address().equals(drained);
                assertThat(endpoint.steering().drained()).isEqualTo(steered);
                assertThat(endpoint.traffic().total()).isEqualTo(steered ? 0 : 10);
            });
        }
    }

    /** Every connection idle in the pool is dead, and each is noticed before a request is put onto it or known unsent. */
    @Test
    void afterARestartOfThePeerRequestsFindNewConnections() throws Exception {
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port());
                MultiplexedPool pool = MultiplexedPool.to(
                                "static:" + proxy.endpoint().address(), Frames.FRAMING)
                        .connections(c -> c.reconnectBackoff(QUICK))
                        .build()) {
            List<CompletableFuture<Frame>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(pool.send(Frames.body("before")));
            }
            for (var answer : answers) {
                get(answer);
            }

            proxy.resetAll();
            await().until(() -> pool.connections().snapshot().leased() == 0);
            await().untilAsserted(() -> assertThat(Frames.text(get(pool.send(Frames.body("after")))))
                    .isEqualTo("after"));

            for (int i = 0; i < 20; i++) {
                assertThat(Frames.text(get(pool.send(Frames.body("steady"))))).isEqualTo("steady");
            }
        }
    }

    @Test
    void aRequestThatMayHaveArrivedIsNeverSentAgain() throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        try (Peer peer = Peer.that(with -> {
                    with.request();
                    arrived.incrementAndGet();
                });
                MultiplexedPool pool =
                        MultiplexedPool.to(peer.target(), Frames.FRAMING).build()) {
            RequestFailedException failure = failureOf(pool.send(7, Frames.body("a")));

            assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(arrived).hasValue(1);
        }
    }

    @Test
    void whereAllConnectionsAreFullRequestsQueueUntilThereIsRoom() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
                    long first = with.request();
                    go.await();
                    with.answer(first, "first");
                    Peer.echo(with);
                });
                MultiplexedPool pool = MultiplexedPool.to(peer.target(), Frames.FRAMING)
                        .requests(MultiplexOptions.defaults().withMaxInFlight(1))
                        .connections(c -> c.maxConnectionsPerEndpoint(1))
                        .build()) {
            var first = pool.send(1, Frames.body("a"));
            var second = pool.send(2, Frames.body("b"));
            var third = pool.send(3, Frames.body("c"));
            var hasty = pool.send(4, Frames.body("d"), Duration.ofMillis(50));

            assertThat(failureOf(hasty).delivery()).isEqualTo(Delivery.NOT_SENT);
            go.countDown();

            assertThat(Frames.text(get(first))).isEqualTo("first");
            assertThat(Frames.text(get(second))).isEqualTo("b");
            assertThat(Frames.text(get(third))).isEqualTo("c");
        }
    }

    @Test
    void aFullConnectionThatGetsNoRoomInTimeFailsTheRequestUnsent() throws Exception {
        try (Peer peer = Peer.silent();
                MultiplexedPool pool = MultiplexedPool.to(peer.target(), Frames.FRAMING)
                        .requests(MultiplexOptions.defaults().withMaxInFlight(1).withDrainTimeout(Duration.ZERO))
                        .connections(c -> c.maxConnectionsPerEndpoint(1))
                        .build()) {
            var first = pool.send(1, Frames.body("a"));
            await().until(() -> pool.connections().snapshot().idle() == 1);

            RequestFailedException failure = failureOf(pool.send(2, Frames.body("b"), Duration.ofMillis(50)));

            assertThat(failure.reason()).isEqualTo(Reason.TOO_MANY);
            assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(first).isNotDone();
            await().until(() -> pool.connections().snapshot().leased() == 0);
        }
    }

    @Test
    void withoutAConnectionTheRequestFailsUnsentWithTheReasons() throws Exception {
        try (MultiplexedPool pool = MultiplexedPool.to("static:127.0.0.1:" + freePort(), Frames.FRAMING)
                .build()) {
            RequestFailedException failure = failureOf(pool.send(1, Frames.body("a"), Duration.ofMillis(100)));

            assertThat(failure.reason()).isEqualTo(Reason.NO_CONNECTION);
            assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(failure).hasCauseInstanceOf(PoolExhaustedException.class);
        }
    }

    @Test
    void cancellingGivesUpWhateverTheRequestWaitsFor() throws Exception {
        try (Peer peer = Peer.silent();
                MultiplexedPool pool = MultiplexedPool.to(peer.target(), Frames.FRAMING)
                        .requests(MultiplexOptions.defaults().withMaxInFlight(1))
                        .connections(c -> c.maxConnectionsPerEndpoint(1))
                        .build()) {
            var inFlight = pool.send(1, Frames.body("a"));
            await().until(() -> pool.connections().snapshot().idle() == 1);
            var waitsForRoom = pool.send(2, Frames.body("b"));
            var waitsForALease = pool.send(3, Frames.body("c"));

            waitsForALease.cancel(false);
            waitsForRoom.cancel(false);
            inFlight.cancel(false);

            await().until(() -> pool.inFlight() == 0
                    && pool.connections().snapshot().leased() == 0
                    && pool.connections().snapshot().waiting() == 0);
        }
    }

    @Test
    void closingWaitsForAnswersThenRefuses() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            long id = with.request();
            go.await();
            with.answer(id, "the last");
            with.stay();
        })) {
            MultiplexedPool pool =
                    MultiplexedPool.to(peer.target(), Frames.FRAMING).build();
            var answer = pool.send(1, Frames.body("a"));
            await().until(() -> pool.connections().snapshot().idle() == 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close);
            await().until(() -> failsAsClosed(pool));
            assertThat(pool.isClosed()).isTrue();
            go.countDown();

            assertThat(Frames.text(get(answer))).isEqualTo("the last");
            get(closing);
        }
    }

    private static boolean failsAsClosed(MultiplexedPool pool) {
        var answer = pool.send(99, Frames.body("probe"), Duration.ofMillis(1));
        return failureOf(answer).reason() == Reason.CLOSED;
    }

    @Test
    void closingLeavesNoThreadNoSocketAndNoWaiter() throws Exception {
        Set<Thread> before = hawserThreads();
        try (Peer peer = Peer.silent()) {
            MultiplexedPool pool =
                    MultiplexedPool.to(peer.target(), Frames.FRAMING).build();
            var answer = pool.send(1, Frames.body("a"));
            await().until(() -> pool.connections().snapshot().idle() == 1);

            pool.close(Duration.ofMillis(20));
            pool.close();

            assertThat(failureOf(answer).reason()).isEqualTo(Reason.CLOSED);
            assertThat(failureOf(answer).delivery()).isEqualTo(Delivery.UNKNOWN);
            await().untilAsserted(() -> assertThat(hawserThreads()).isSubsetOf(before));
        }
    }
}
