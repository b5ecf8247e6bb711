// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.testkit.ChaosProxy;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F16: a server that accepts connections and then says nothing. */
class SilentServerIT {
    private static final Duration SLACK = Duration.ofMillis(250);

    private final EchoServer one = EchoServer.start("one");
    private final EchoServer two = EchoServer.start("two");
    private final ChaosProxy silent = ChaosProxy.to(one.address().port());

    @AfterEach
    void stop() {
        silent.close();
        one.close();
        two.close();
    }

    @Test
    void theConnectTimeoutIsItsOwnAndTheOtherServerServesMeanwhile() {
        silent.set(ChaosProxy.Faults::withHang);
        try (PooledChannel channel = to(silent.endpoint(), two.endpoint())) {
            for (int i = 0; i < 20; i++) {
                assertThat(Echo.stub(channel)
                                .withDeadlineAfter(2, TimeUnit.SECONDS)
                                .unary(Echo.request("a"))
                                .getServer())
                        .isEqualTo("two");
            }
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(endpoint(channel, silent.endpoint()))
                            .satisfies(endpoint -> assertThat(endpoint.state()).isEqualTo(EndpointState.DOWN))
                            .satisfies(endpoint -> assertThat(endpoint.why()).contains("no answer within 1s")));

            silent.heal();
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                Set<String> names = new HashSet<>();
                for (int i = 0; i < 20; i++) {
                    names.add(Echo.stub(channel).unary(Echo.request("a")).getServer());
                }
                assertThat(names).containsExactlyInAnyOrder("one", "two");
            });
        }
    }

    @Test
    void theDeadlineOfACallHoldsWhileItWaitsForSuchAServer() {
        try (PooledChannel well = to(two.endpoint())) { // or the first deadline would have to pay for loading classes
            assertThat(Echo.stub(well).unary(Echo.request("a")).getServer()).isEqualTo("two");
        }
        silent.set(ChaosProxy.Faults::withHang);
        try (PooledChannel channel = to(silent.endpoint())) {
            for (boolean waits : List.of(false, true)) {
                long begun = System.nanoTime();
                assertThatThrownBy(() -> {
                            var stub = Echo.stub(channel).withDeadlineAfter(500, TimeUnit.MILLISECONDS);
                            (waits ? stub.withWaitForReady() : stub).unary(Echo.request("a"));
                        })
                        .isInstanceOf(StatusRuntimeException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofMillis(500).plus(SLACK));
            }
        }
    }

    private static PooledChannel to(Endpoint... endpoints) {
        return PooledChannel.over(Discoveries.of(List.of(endpoints)))
                .channel(ChannelOptions.plaintext())
                .sharing(SharingOptions.defaults().withConnectTimeout(Duration.ofSeconds(1)))
                .build();
    }

    private static EndpointSnapshot endpoint(PooledChannel channel, Endpoint which) {
        return channel.snapshot().endpoints().stream()
                .filter(endpoint -> endpoint.endpoint().equals(which))
                .findFirst()
                .orElseThrow();
    }
}
