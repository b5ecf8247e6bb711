// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.spec.discovery.ConnectRate;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Endpoints that come and go all the time, under steady load: no storm of connections, and no call that fails. */
class FlappingTest {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final int STEPS_OF_A_CALL = 4;

    private final List<Pier.Call> calls = new ArrayList<>();
    private Optional<ConnectRate> rate = Optional.empty();
    private int served;

    private Pier pier() {
        Pier pier = Pier.of(builder -> builder.listener(event -> rate.ifPresent(r -> r.onEvent(event))));
        rate = Optional.of(new ConnectRate(pier.time));
        return pier;
    }

    /** A new call each step, which lasts for four; all of them are served, on connections that live as long as they. */
    private void load(Pier pier, Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(STEP)) {
            calls.add(pier.waits());
            pier.advance(STEP);
            if (calls.size() >= STEPS_OF_A_CALL) {
                finish(calls.remove(0));
            }
        }
    }

    private void finish(Pier.Call call) {
        SharedConnection<Connection> entered = call.connection();
        assertThat(entered.connection().isClosed()).isFalse();
        entered.succeeded(0);
        served++;
    }

    private static List<Endpoint> endpoints(int net, int size) {
        return IntStream.rangeClosed(1, size)
                .mapToObj(host -> Endpoint.of("10.0." + net + "." + host + ":7001"))
                .toList();
    }

    @Test
    void anEndpointThatFlapsTenTimesASecondIsConnectedToTwiceASecondAtMost() {
        try (Pier pier = pier()) {
            List<Endpoint> all = endpoints(0, 8);
            for (int i = 0; i < 600; i++) {
                pier.discovery.publish(all);
                load(pier, Duration.ofMillis(50));
                pier.discovery.publish(all.subList(1, all.size()));
                load(pier, Duration.ofMillis(50));
            }
            calls.forEach(this::finish);

            assertThat(served).isEqualTo(12_000);
            assertThat(rate.orElseThrow().mostPerSecondTo(all.get(0).address().toString()))
                    .isBetween(1L, 2L);
            assertThat(rate.orElseThrow().total()).isLessThan(8 + 20);
        }
    }

    @Test
    void whenAllAreReplacedAtOnceNoCallFailsAndEachIsConnectedToOnce() {
        try (Pier pier = pier()) {
            pier.discovery.publish(endpoints(0, 50));
            load(pier, Duration.ofSeconds(1));
            pier.discovery.publish(endpoints(1, 50));
            load(pier, Duration.ofSeconds(2));
            calls.forEach(this::finish);

            assertThat(rate.orElseThrow().mostPerSecond()).isLessThanOrEqualTo(2 * 50);
            assertThat(pier.pool.snapshot().endpoints()).hasSize(50);
        }
    }

    /** Two sets of 20 that take turns ten times a second: two connections a second to each of the 40 at most. */
    @Test
    void whenAllAreReplacedAllTheTimeNoCallFailsAndConnectsStayBounded() {
        try (Pier pier = pier()) {
            for (int i = 0; i < 100; i++) {
                pier.discovery.publish(endpoints(i % 2, 20));
                load(pier, Duration.ofMillis(100));
            }
            calls.forEach(this::finish);

            assertThat(served).isEqualTo(2_000);
            assertThat(rate.orElseThrow().total()).isBetween(40L, 10L * 2 * 40);
        }
    }
}
