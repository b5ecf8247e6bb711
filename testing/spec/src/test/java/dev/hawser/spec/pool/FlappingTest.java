// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.ConnectionPool;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.spec.discovery.ConnectRate;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that come and go all the time, under steady load: no storm of connections, and no call that fails. */
class FlappingTest {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final int STEPS_OF_A_CALL = 4;

    private final FakeTime time = new FakeTime();
    private final ScriptedTransport servers = new ScriptedTransport(time);
    private final ScriptedDiscovery discovery = new ScriptedDiscovery();
    private final ConnectRate rate = new ConnectRate(time);
    private final ConnectionPool<Connection> pool = ConnectionPool.builder(discovery, servers)
            .maxConnectionsPerEndpoint(1)
            .time(time)
            .executor(Runnable::run)
            .listener(rate)
            .build();
    private final List<CompletableFuture<Lease<Connection>>> calls = new ArrayList<>();
    private int served;

    @AfterEach
    void close() {
        pool.close(Duration.ZERO);
        assertThat(servers.open()).isZero();
        assertThat(time.pending()).isZero();
    }

    /** A new call each step, which holds its connection for four; all of them are served. */
    private void load(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(STEP)) {
            calls.add(pool.acquireAsync(Duration.ofSeconds(1)));
            time.advance(STEP);
            if (calls.size() >= STEPS_OF_A_CALL) {
                Lease<Connection> lease = calls.remove(0).join();
                assertThat(lease.connection().isClosed()).isFalse();
                lease.close();
                served++;
            }
        }
    }

    private void finish() {
        time.advance(Duration.ofSeconds(1));
        calls.forEach(call -> call.join().close());
    }

    private static List<Endpoint> endpoints(int net, int size) {
        return IntStream.rangeClosed(1, size)
                .mapToObj(host -> Endpoint.of("10.0." + net + "." + host + ":7001"))
                .toList();
    }

    @Test
    void anEndpointThatFlapsTenTimesASecondIsConnectedToTwiceASecondAtMost() {
        List<Endpoint> all = endpoints(0, 8);
        String flapping = all.get(0).address().toString();
        for (int i = 0; i < 600; i++) {
            discovery.publish(all);
            load(Duration.ofMillis(50));
            discovery.publish(all.subList(1, all.size()));
            load(Duration.ofMillis(50));
        }
        finish();

        assertThat(served).isGreaterThan(11_000);
        assertThat(rate.mostPerSecondTo(flapping)).isBetween(1L, 2L);
        assertThat(rate.total()).isLessThan(8 + 20);
    }

    @Test
    void whenAllAreReplacedAtOnceNoCallFailsAndEachIsConnectedToOnce() {
        discovery.publish(endpoints(0, 50));
        load(Duration.ofSeconds(1));
        discovery.publish(endpoints(1, 50));
        load(Duration.ofSeconds(2));
        finish();

        assertThat(rate.mostPerSecond()).isLessThanOrEqualTo(2 * 50);
        assertThat(pool.snapshot().endpoints()).hasSize(50);
    }

    /** Two sets of 20 that take turns ten times a second: two connections a second to each of the 40 at most. */
    @Test
    void whenAllAreReplacedAllTheTimeNoCallFailsAndConnectsStayBounded() {
        for (int i = 0; i < 100; i++) {
            discovery.publish(endpoints(i % 2, 20));
            load(Duration.ofMillis(100));
        }
        finish();

        assertThat(rate.total()).isBetween(40L, 10L * 2 * 40);
    }
}
