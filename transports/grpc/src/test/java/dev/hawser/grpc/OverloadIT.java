// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers that fail every call are not asked much more often because of it: of the calls that may be tried again, a tenth
 * is, and ten a second, and what was saved up while all went well.
 */
@Tag("long")
class OverloadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EchoServer[] servers = {
        EchoServer.start("one"), EchoServer.start("two"), EchoServer.start("three"),
    };

    @AfterEach
    void stop() {
        Stream.of(servers).forEach(EchoServer::close);
    }

    @Test
    void anOutageFromTheStartIsNotAmplified() {
        fail();
        try (PooledChannel channel =
                Echo.over(servers).retry(RetryPolicy.CLUSTER).build()) {
            long begun = System.nanoTime();
            SteadyLoad load = load(channel, 2500);

            assertRetries(load.begun.get(), begun);
            assertThat(load.failedReads)
                    .allSatisfy(failure -> assertThat(CallFailedException.in(failure)
                                    .orElseThrow()
                                    .attempts())
                            .hasSizeBetween(1, RetryPolicy.CLUSTER.maxAttempts()));
        }
    }

    @Test
    void anOutageAfterGoodTimesIsAmplifiedByWhatWasSavedAndNoMore() {
        try (PooledChannel channel =
                Echo.over(servers).retry(RetryPolicy.CLUSTER).build()) {
            long begun = System.nanoTime();
            int good = load(channel, 2500).begun.get();
            assertThat(calls()).isEqualTo(good);
            fail();
            int bad = load(channel, 2500).begun.get();

            assertRetries(good + bad, begun);
        }
    }

    @Test
    void neverMoreThanHalfOfTheServersAreLeftAlone() {
        fail();
        try (PooledChannel channel = Echo.over(servers).build();
                SteadyLoad load = SteadyLoad.over(channel, 10)) {
            long most = 0;
            for (int i = 0; i < 50; i++) {
                int more = load.begun.get() + 20;
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> load.begun.get() > more);
                most = Math.max(most, ejected(channel));
            }
            assertThat(most).as("ejected of 3 at one time").isEqualTo(1);
            load.stop();
        }
    }

    /** What the servers saw beyond the calls themselves: a tenth of them, 10/s, and the first second's ten at once. */
    private void assertRetries(int made, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        double bound = BudgetOptions.DEFAULT_SHARE * made + BudgetOptions.DEFAULT_RESERVE * (seconds + 1);
        assertThat(calls() - made).as("retries").isBetween(1, (int) Math.ceil(bound));
    }

    private static long ejected(PooledChannel channel) {
        return channel.snapshot().endpoints().stream()
                .filter(endpoint -> endpoint.state() == EndpointState.EJECTED)
                .count();
    }

    private static SteadyLoad load(PooledChannel channel, int calls) {
        SteadyLoad load = SteadyLoad.over(channel, 10);
        await().atMost(PATIENCE).until(() -> load.begun.get() >= calls);
        load.stop();
        return load;
    }

    private void fail() {
        Stream.of(servers).forEach(server -> server.verdict = call -> Optional.of(Status.UNAVAILABLE));
    }

    private int calls() {
        return Stream.of(servers).mapToInt(server -> server.calls.get()).sum();
    }
}
