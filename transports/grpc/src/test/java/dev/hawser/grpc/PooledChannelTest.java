// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stubs of all kinds over real servers. */
class PooledChannelTest {
    private final EchoServer one = EchoServer.start("one");
    private final EchoServer two = EchoServer.start("two");

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    /** With failover a call takes another way through the code than without. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stubsOfAllKindsWorkOverIt(int attempts) throws Exception {
        try (PooledChannel channel = Echo.over(one)
                .retry(RetryPolicy.DEFAULT.withMaxAttempts(attempts))
                .build()) {
            assertThat(Echo.stub(channel).unary(Echo.request("a")).getText()).isEqualTo("a");
            assertThat(EchoGrpc.newFutureStub(channel)
                            .unary(Echo.request("b"))
                            .get(5, TimeUnit.SECONDS)
                            .getText())
                    .isEqualTo("b");
            List<EchoReply> stream = ImmutableList.copyOf(Echo.stub(channel)
                    .serverStream(
                            EchoRequest.newBuilder().setText("c").setCount(3).build()));
            assertThat(stream).extracting(EchoReply::getText).containsExactly("c0", "c1", "c2");
            assertThat(Echo.clientStream(EchoGrpc.newStub(channel), "d", "e").get(5, TimeUnit.SECONDS))
                    .extracting(EchoReply::getText)
                    .containsExactly("de");
            assertThat(Echo.bidi(EchoGrpc.newStub(channel), "f", "g").get(5, TimeUnit.SECONDS))
                    .extracting(EchoReply::getText)
                    .containsExactly("f", "g");
            await().untilAsserted(
                            () -> assertThat(channel.snapshot().inFlight()).isZero());
        }
    }

    @Test
    void aCallThatMayRunTwiceIsTriedAgainElsewhere() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE.withDescription("not today"));
        try (PooledChannel channel = Echo.over(one, two).build()) {
            for (int i = 0; i < 5; i++) {
                assertThat(Echo.idempotent(channel).unary(Echo.request("a")).getServer())
                        .isEqualTo("two");
            }
            await().untilAsserted(
                            () -> assertThat(channel.snapshot().inFlight()).isZero());
        }
    }

    @Test
    void aDeadNodeIsLeftForALiveOne() {
        PooledChannelBuilder both = Echo.over(one, two);
        one.close();
        try (PooledChannel channel = both.build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(Echo.stub(channel).unary(Echo.request("a")).getServer())
                        .isEqualTo("two");
            }
        }
    }

    @Test
    void aWriteThatMayHaveRunIsNotSentTwice() {
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (PooledChannel channel = Echo.over(one).build()) {
            assertThatThrownBy(() -> Echo.stub(channel).unary(Echo.request("a")))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("not declared idempotent");
            assertThat(one.calls).hasValue(1);
        }
    }
}
