// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.channel.Http2Wire.MAX_CONCURRENT_STREAMS;
import static dev.hawser.grpc.channel.Http2Wire.NO_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.hawser.call.Outcome;
import dev.hawser.discovery.Discoveries;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.Http2Wire;
import dev.hawser.grpc.channel.ScriptedHttp2Server;
import dev.hawser.grpc.channel.ScriptedHttp2Server.Script;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** I2 on a real wire: calls that may not run twice are sent again only where frames prove that they had no effect. */
class UnsentProofTest {

    private final AtomicInteger processed = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void aWriteThatIsRefusedIsSentAgainAndRunsOnce() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    while (true) {
                        int call = wire.call();
                        if (refusals.incrementAndGet() <= 3) { // more than gRPC itself repeats
                            wire.refuse(call);
                        } else {
                            process(wire, call);
                        }
                    }
                },
                RetryPolicy.DEFAULT);

        write(channel);

        assertThat(processed).hasValue(1);
        assertQuiet(channel);
    }

    @Test
    void aWriteAboveTheLastStreamOfEachGoodbyeIsSentAgainAndRunsOnce() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    int call = wire.call();
                    if (wire.number <= 3) {
                        wire.goAway(0, NO_ERROR, "");
                    } else {
                        process(wire, call);
                    }
                    wire.stay();
                },
                RetryPolicy.DEFAULT);

        write(channel);

        assertThat(processed).hasValue(1);
        assertQuiet(channel);
    }

    @Test
    void aWriteWhoseConnectionIsResetAfterItsHeadersIsNotSentAgain() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    wire.call();
                    processed.incrementAndGet();
                    wire.reset();
                },
                RetryPolicy.DEFAULT);

        CallFailedException report = failed(channel);

        assertThat(report.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(report.attempts()).hasSize(1);
        assertThat(processed).hasValue(1);
        assertQuiet(channel);
    }

    @Test
    void aWriteBelowTheLastStreamOfAGoodbyeThatIsThenResetIsNotSentAgain() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    int call = wire.call();
                    processed.incrementAndGet();
                    wire.goAway(call, NO_ERROR, "");
                    wire.reset();
                },
                RetryPolicy.DEFAULT);

        assertThat(failed(channel).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(processed).hasValue(1);
        assertQuiet(channel);
    }

    /** Those that wait for a stream have not been sent; the one that has a stream may have run. */
    @Test
    void ofWritesThatQueueForOneStreamOnlyThatOnTheWireIsLostWithTheConnection() throws Exception {
        int writes = 4;
        CountDownLatch begun = new CountDownLatch(1);
        PooledChannel channel = to(
                wire -> {
                    wire.greet(MAX_CONCURRENT_STREAMS, 1);
                    if (wire.number == 1) {
                        wire.call();
                        processed.incrementAndGet();
                        begun.await();
                        wire.reset();
                    } else {
                        while (true) {
                            process(wire, wire.call());
                        }
                    }
                },
                RetryPolicy.DEFAULT);

        List<Future<EchoReply>> calls = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            calls.add(EchoGrpc.newFutureStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .unary(Echo.request("w" + i)));
        }
        await().untilAsserted(() -> assertThat(processed).hasValue(1));
        await().untilAsserted(() -> assertThat(channel.snapshot().inFlight()).isEqualTo(writes));
        begun.countDown();

        await().until(() -> calls.stream().allMatch(Future::isDone));
        assertThat(calls.stream().filter(UnsentProofTest::isOk)).hasSize(writes - 1);
        assertThat(processed).hasValue(writes);
        assertQuiet(channel);
    }

    @Test
    void aCallWithOneAttemptThatWasRefusedHasHadNoEffect() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    while (true) {
                        wire.refuse(wire.call());
                    }
                },
                RetryPolicy.never());

        assertThat(failed(channel).outcome()).isEqualTo(Outcome.FAILED);
        assertQuiet(channel);
    }

    @Test
    void aCallWithOneAttemptAboveTheLastStreamOfEachGoodbyeHasHadNoEffect() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    wire.call();
                    wire.goAway(0, NO_ERROR, "");
                    wire.stay();
                },
                RetryPolicy.never());

        assertThat(failed(channel).outcome()).isEqualTo(Outcome.FAILED);
        assertQuiet(channel);
    }

    @Test
    void aCallWithOneAttemptWhoseConnectionIsResetMayHaveRun() throws Exception {
        PooledChannel channel = to(
                wire -> {
                    wire.greet();
                    wire.call();
                    wire.reset();
                },
                RetryPolicy.never());

        assertThat(failed(channel).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertQuiet(channel);
    }

    /** A proxy may pass on what its own transport said of one of its attempts: that proves nothing about ours. */
    @Test
    void aServerThatOnlySaysRefusedInItsStatusProvesNothing() throws Exception {
        for (RetryPolicy policy : List.of(RetryPolicy.never(), RetryPolicy.DEFAULT)) {
            processed.set(0);
            EchoServer server = EchoServer.start("proxy");
            open.add(server);
            server.verdict = call -> {
                processed.incrementAndGet();
                return java.util.Optional.of(Status.UNAVAILABLE.withDescription("HTTP/2 error code: REFUSED_STREAM"));
            };
            PooledChannel channel = Echo.over(server).retry(policy).build();
            open.add(0, channel);

            assertThat(failed(channel).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(processed).hasValue(1);
        }
    }

    private void process(Http2Wire wire, int call) throws Exception {
        processed.incrementAndGet();
        wire.answer(call);
    }

    private PooledChannel to(Script script, RetryPolicy policy) {
        ScriptedHttp2Server server = ScriptedHttp2Server.start(script);
        PooledChannel channel = PooledChannel.over(Discoveries.of(List.of(server.endpoint())))
                .channel(ChannelOptions.plaintext())
                .retry(policy.withMaxAttempts(policy.maxAttempts() == 1 ? 1 : 6))
                .build();
        open.add(channel);
        open.add(server);
        return channel;
    }

    private static void write(PooledChannel channel) {
        Echo.stub(channel).withDeadlineAfter(20, TimeUnit.SECONDS).unary(Echo.request("w"));
    }

    private static CallFailedException failed(PooledChannel channel) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> write(channel));
        return CallFailedException.in(failure).orElseThrow(() -> new AssertionError(failure));
    }

    private static boolean isOk(Future<EchoReply> call) {
        try {
            call.get();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static void assertQuiet(PooledChannel channel) {
        await().untilAsserted(() -> assertThat(channel.snapshot().inFlight()).isZero());
    }
}
