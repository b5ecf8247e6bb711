// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.failover.Backoff;
import dev.hawser.pool.Lease;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The weighted pool over a real Consul: weights come from there, and servers are real, or really not there. */
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class ConsulBalancingIT {
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static ConsulAgent consul;

    private final String service = "balance" + SERVICES.incrementAndGet();
    private final List<Instance> instances = new ArrayList<>();

    @BeforeAll
    static void start() {
        consul = ConsulAgent.start();
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    @AfterEach
    void stop() {
        instances.forEach(Instance::close);
    }

    private Instance instance(int weight) {
        Instance instance = new EchoInstance();
        instances.add(instance);
        register(instance, weight);
        return instance;
    }

    private void register(Instance instance, int weight) {
        consul.register(ConsulInstance.of(service, instance.port()).withWeights(weight, weight));
    }

    private void deregister(Instance instance) {
        consul.deregister(service + "-" + instance.port());
    }

    /** Who is down is left alone for longer than a test takes, so that no try of it disturbs an order. */
    private Client.Tcp client() {
        return new Client.Tcp(TcpPool.weighted(Client.target(consul, service), 10)
                .reconnectBackoff(Backoff.constant(Duration.ofMinutes(1))));
    }

    private static List<Integer> weights(ConnectionPool<?> pool) {
        return pool.snapshot().endpoints().stream()
                .map(each -> each.endpoint().weight())
                .sorted()
                .toList();
    }

    private static void awaitWeights(ConnectionPool<?> pool, Integer... ascending) {
        await().atMost(PATIENCE).until(() -> weights(pool), List.of(ascending)::equals);
    }

    private static List<Integer> calls(Client.Tcp client, int count) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(client.call());
        }
        return ports;
    }

    /** The reference fails nine of ten requests here. */
    @Test
    void noCallFailsWhenTheOneOfWeightAHundredIsDownAndTheOneOfWeightOneIsNot() throws Exception {
        Instance heavy = instance(100);
        Instance light = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 100);
            heavy.close();

            assertThat(calls(client, 200)).containsOnly(light.port());
        }
    }

    /** The reference finds nobody for nine gets. */
    @Test
    void noCallFailsAfterAChangeOfWeightsAndTheNewProportionsHoldWithinOneCycle() throws Exception {
        Instance some = instance(200);
        Instance other = instance(100);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 100, 200);
            calls(client, 2);
            register(some, 2);
            register(other, 1);
            awaitWeights(client.pool, 1, 2);

            List<Integer> cycle = calls(client, 3);
            List<Integer> next = calls(client, 3);

            assertThat(Collections.frequency(cycle, some.port())).isEqualTo(2);
            assertThat(Collections.frequency(next, some.port())).isEqualTo(2);
            assertThat(Collections.frequency(next, other.port())).isEqualTo(1);
        }
    }

    @Test
    void aChangeOfWeightReconnectsNothing() throws Exception {
        Instance some = instance(2);
        Instance other = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 2);
            calls(client, 6);
            register(some, 7);
            awaitWeights(client.pool, 1, 7);
            calls(client, 16);

            assertThat(some.accepted()).isEqualTo(1);
            assertThat(other.accepted()).isEqualTo(1);
        }
    }

    @Test
    void withTheHeavyOneDownTheOthersTakeTurns() throws Exception {
        Instance heavy = instance(5);
        Instance b = instance(1);
        Instance c = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 1, 5);
            heavy.close();
            client.call();

            assertThat(calls(client, 4)).isIn(turns(b, c), turns(c, b));
        }
    }

    @Test
    void withTheHeavyOneFailingItsCheckTheOthersTakeTurns() throws Exception {
        Instance heavy = instance(5);
        Instance b = instance(1);
        Instance c = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 1, 5);
            consul.fail(service + "-" + heavy.port());
            awaitWeights(client.pool, 1, 1);

            assertThat(calls(client, 4)).isIn(turns(b, c), turns(c, b));
        }
    }

    private static List<Integer> turns(Instance first, Instance second) {
        return List.of(first.port(), second.port(), first.port(), second.port());
    }

    @Test
    void idleConnectionsOfADeregisteredInstanceAreClosedAtOnceAndItIsNeverChosenAgain() throws Exception {
        Instance staying = instance(1);
        Instance leaving = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 1);
            calls(client, 4);
            assertThat(leaving.open()).isEqualTo(1);

            deregister(leaving);

            await().atMost(PATIENCE).until(() -> leaving.open() == 0);
            assertThat(calls(client, 10)).containsOnly(staying.port());
            assertThat(leaving.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBusyConnectionOfADeregisteredInstanceIsClosedOnReturn() throws Exception {
        Instance leaving = instance(5);
        instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1, 5);
            Lease<TcpConnection> lease = client.pool.acquire(PATIENCE);
            assertThat(lease.endpoint().address().port()).isEqualTo(leaving.port());

            deregister(leaving);
            await().atMost(PATIENCE)
                    .until(() -> client.pool.snapshot().endpoints().stream()
                            .filter(each -> each.leased() == 0)
                            .map(each -> each.endpoint().weight())
                            .toList()
                            .equals(List.of(1)));
            assertThat(leaving.open()).isEqualTo(1);
            lease.connection().outputStream().write(1);
            assertThat(lease.connection().inputStream().read()).isEqualTo(1);

            lease.close();
            await().atMost(PATIENCE).until(() -> leaving.open() == 0);
        }
    }

    @Test
    void aRegisteredInstanceIsChosenAfterItsUpdate() throws Exception {
        instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1);
            Instance added = instance(1);
            awaitWeights(client.pool, 1, 1);

            assertThat(calls(client, 2)).contains(added.port());
        }
    }

    @Test
    void anEmptyAnswerTakesNobodyAway() throws Exception {
        Instance only = instance(1);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 1);
            AtomicInteger problems = new AtomicInteger();
            try (ConnectionPool<TcpConnection> watched = TcpPool.weighted(Client.target(consul, service), 10)
                    .listener(event -> problems.addAndGet(event.toString().contains("empty answer") ? 1 : 0))
                    .build()) {
                awaitWeights(watched, 1);
                deregister(only);
                await().atMost(PATIENCE).until(() -> problems.get() > 0);
            }

            assertThat(calls(client, 5)).containsOnly(only.port());
        }
    }

    @Test
    void anUnchangedAnswerChangesNothing() throws Exception {
        Instance a = instance(4);
        Instance b = instance(3);
        Instance c = instance(2);
        try (Client.Tcp client = client()) {
            awaitWeights(client.pool, 2, 3, 4);
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                seen.add(client.call());
                consul.register(
                        ConsulInstance.of(service, b.port()).withWeights(3, 3).withMeta("unknown", "value " + i));
            }

            assertThat(seen)
                    .containsExactly(
                            a.port(), a.port(), b.port(), a.port(), b.port(), c.port(), a.port(), b.port(), c.port());
        }
    }

    // ---- the start

    @Test
    void someServersMayBeDownAtTheStart() throws Exception {
        Instance down = instance(1);
        Instance up = instance(1);
        down.close();

        try (ConnectionPool<TcpConnection> pool =
                TcpPool.weighted(Client.target(consul, service), 10).buildEager(PATIENCE)) {
            assertThat(pool.snapshot().endpoints())
                    .extracting(each -> each.endpoint().address().port())
                    .contains(up.port());
        }
    }

    @Test
    void anEagerStartFailsWhenAllServersAreDownAndNamesThem() {
        Instance down = instance(1);
        down.close();

        assertThatThrownBy(() ->
                        TcpPool.weighted(Client.target(consul, service), 10).buildEager(Duration.ofSeconds(2)))
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining("127.0.0.1:" + down.port());
    }

    @Test
    void anEagerStartFailsWhenThereIsNoService() {
        assertThatThrownBy(() ->
                        TcpPool.weighted(Client.target(consul, service), 10).buildEager(Duration.ofSeconds(1)))
                .isInstanceOf(PoolExhaustedException.class);
    }

    /** The reference's key and default. */
    @Test
    void weightsComeFromMetadataWhereTheTargetSaysSo() {
        Instance a = new EchoInstance();
        Instance b = new EchoInstance();
        instances.addAll(List.of(a, b));
        consul.register(ConsulInstance.of(service, a.port()).withMeta("balanceFactor", "50"));
        consul.register(ConsulInstance.of(service, b.port()));

        try (ConnectionPool<TcpConnection> pool = TcpPool.weighted(
                        Client.target(consul, service) + "?weight=balanceFactor", 10)
                .build()) {
            awaitWeights(pool, 50, 200);
        }
    }
}
