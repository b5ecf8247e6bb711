// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F34: the end of a channel, raced by its calls. */
class ClosingIT {
    private static final int ROUNDS = 25;

    private final EchoServer one = EchoServer.start("one");
    private final EchoServer two = EchoServer.start("two");

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCallEndsAndNothingIsLeftHoweverCallsAndTheEndOverlap(boolean atOnce) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            PooledChannel channel = Echo.over(one, two).name("closing").build();
            Queue<ListenableFuture<EchoReply>> calls = new ConcurrentLinkedQueue<>();
            CountDownLatch begun = new CountDownLatch(round * 4 + 1);
            List<Thread> callers = Stream.generate(() -> caller(channel, calls, begun))
                    .limit(3)
                    .toList();
            callers.forEach(Thread::start);
            begun.await();

            (atOnce ? channel.shutdownNow() : channel.shutdown()).close();

            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(channel.isTerminated()).isTrue();
            for (ListenableFuture<EchoReply> call : calls) {
                assertAnsweredOrRefused(call);
            }
            assertThat(channel.snapshot().inFlight()).isZero();
            assertThat(channel.snapshot().connections()).isZero();
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .filteredOn(name -> name.startsWith("hawser-"))
                        .isEmpty());
    }

    private static Thread caller(
            PooledChannel channel, Queue<ListenableFuture<EchoReply>> calls, CountDownLatch begun) {
        return new Thread(() -> {
            for (int i = 0; i < 60; i++) {
                EchoGrpc.EchoFutureStub stub = EchoGrpc.newFutureStub(channel);
                calls.add((i % 2 == 0 ? stub : stub.withOption(CallSettings.RETRY, RetryPolicy.never()))
                        .unary(Echo.request("a")));
                begun.countDown();
            }
        });
    }

    private static void assertAnsweredOrRefused(ListenableFuture<EchoReply> call) throws Exception {
        try {
            assertThat(call.get(5, TimeUnit.SECONDS).getText()).isEqualTo("a");
        } catch (ExecutionException e) {
            assertThat(((StatusRuntimeException) e.getCause()).getStatus().getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
    }
}
