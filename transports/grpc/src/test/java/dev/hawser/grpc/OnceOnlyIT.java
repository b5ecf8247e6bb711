// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.call.Outcome;
import dev.hawser.discovery.Discoveries;
import dev.hawser.failover.Backoff;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.testkit.ChaosProxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is not idempotent runs once, or not at all, and the outcome tells which, as far as anybody can know. */
class OnceOnlyIT {
    private static final int RESETS = 20;

    private final EchoServer one = EchoServer.start("one");
    private final EchoServer two = EchoServer.start("two");
    private final ChaosProxy toOne = ChaosProxy.to(one.address().port());
    private final ChaosProxy toTwo = ChaosProxy.to(two.address().port());

    @AfterEach
    void stop() {
        toOne.close();
        toTwo.close();
        one.close();
        two.close();
    }

    @Test
    void noWriteRunsTwiceHoweverOftenItsConnectionBreaks() {
        one.verdict = call -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2)); // so that some break before and some after
            return Optional.empty();
        };
        try (PooledChannel channel = PooledChannel.over(Discoveries.of(List.of(toOne.endpoint(), toTwo.endpoint())))
                        .channel(ChannelOptions.plaintext())
                        .reconnectBackoff(Backoff.exponential(Duration.ofMillis(20), 1.6, Duration.ofMillis(100)))
                        .build();
                SteadyLoad load = SteadyLoad.over(channel, 20)) {
            load.awaitMore(50);
            for (int i = 0; i < RESETS; i++) {
                load.awaitMore(40);
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> channel.snapshot().inFlight() > 5);
                (i % 2 == 0 ? toOne : toTwo).resetAll();
            }
            load.stop();
            assertThat(load.notWritten).as("resets have hit writes").isNotEmpty();
            load.written.forEach(name -> assertThat(runs(name)).as(name).isEqualTo(1));
            load.notWritten.forEach((name, outcome) -> assertThat(runs(name))
                    .as("%s, reported as %s", name, outcome)
                    .isBetween(0, outcome == Outcome.FAILED ? 0 : 1));
        }
    }

    private int runs(String name) {
        return one.runs.getOrDefault(name, 0) + two.runs.getOrDefault(name, 0);
    }
}
