// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.client.Refusal;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pool makes of the answers of discovery, good and bad. */
class DiscoveryInPoolTest {

    private final FakeTime time = new FakeTime();
    private final ScriptedTransport servers = new ScriptedTransport(time);
    private final ScriptedDiscovery discovery = new ScriptedDiscovery();
    private final List<PoolEvent> events = new ArrayList<>();
    private final ConnectionPool<Connection> pool = ConnectionPool.builder(discovery, servers)
            .name("test")
            .time(time)
            .executor(Runnable::run)
            .listener(events::add)
            .build();

    @AfterEach
    void close() {
        pool.close(Duration.ZERO);
        assertThat(discovery.open()).as("watches left after close").isZero();
    }

    private List<String> addresses() {
        return pool.snapshot().endpoints().stream()
                .map(EndpointSnapshot::endpoint)
                .map(e -> e.address().toString())
                .toList();
    }

    private List<String> reports() {
        return events.stream()
                .filter(PoolEvent.DiscoveryFailed.class::isInstance)
                .map(e -> ((PoolEvent.DiscoveryFailed) e).problem())
                .toList();
    }

    @Test
    void anEmptyAnswerKeepsTheLastGoodSetAndIsReported() {
        discovery.publish(Endpoint.of(A), Endpoint.of(B));
        discovery.publish(List.<Endpoint>of());

        assertThat(addresses()).containsExactly(A, B);
        assertThat(reports()).singleElement().asString().contains("empty").contains("2 endpoints kept");
    }

    @Test
    void anEmptyAnswerRemovesAllWhereItIsTrusted() {
        ScriptedDiscovery source = new ScriptedDiscovery();
        try (ConnectionPool<Connection> trusting = ConnectionPool.builder(source, servers)
                .time(time)
                .executor(Runnable::run)
                .emptyAnswer(EmptyAnswer.TRUST)
                .build()) {
            source.publish(Endpoint.of(A));
            assertThat(trusting.snapshot().endpoints()).hasSize(1);

            source.publish(List.<Endpoint>of());

            assertThat(trusting.snapshot().endpoints()).isEmpty();
        }
    }

    /** A source that watched the last deletion is believed, and keeping its endpoints would keep ghosts. */
    @Test
    void aCertainEndEmptiesThePoolAndIsNoFailure() {
        discovery.publish(Endpoint.of(A), Endpoint.of(B));
        discovery.gone();

        assertThat(addresses()).isEmpty();
        assertThat(reports()).isEmpty();
    }

    @Test
    void aFailureKeepsTheLastGoodSetAndIsReported() {
        discovery.publish(Endpoint.of(A));
        discovery.fail(new IOException("resolver gone"));

        assertThat(addresses()).containsExactly(A);
        assertThat(reports()).singleElement().asString().contains("resolver gone");
    }

    @Test
    void anAnswerThatRepeatsAnAddressCountsItOnce() {
        discovery.publish(Endpoint.of(A), Endpoint.of(A).withWeight(9), Endpoint.of(B));

        assertThat(addresses()).containsExactly(A, B);
        assertThat(pool.snapshot().endpoints().get(0).endpoint().weight()).isEqualTo(1);
        assertThat(reports()).singleElement().asString().contains("duplicate");
    }

    @Test
    void tooManyEndpointsAreRefusedAsAWhole() {
        discovery.publish(Endpoint.of(A));
        discovery.publish(IntStream.range(0, 10_001)
                .mapToObj(i -> Endpoint.of("10.1." + i / 250 + "." + i % 250 + ":7001"))
                .toArray(Endpoint[]::new));

        assertThat(addresses()).containsExactly(A);
        assertThat(reports()).singleElement().asString().contains("endpoints: 10001 (expected: <= 10000)");
    }

    @Test
    void theAgeOfTheSetCountsFromItsLastConfirmation() {
        assertThat(pool.snapshot().discoveryAge()).isEmpty();
        discovery.publish(Endpoint.of(A));
        time.advance(Duration.ofSeconds(30));
        discovery.fail(new IOException("resolver gone"));
        time.advance(Duration.ofSeconds(30));

        assertThat(pool.snapshot().discoveryAge()).contains(Duration.ofMinutes(1));
        discovery.publish(Endpoint.of(A));
        assertThat(pool.snapshot().discoveryAge()).contains(Duration.ZERO);
    }

    @Test
    void whatIsWrongWithDiscoveryStandsInTheSnapshotUntilItAnswersAgain() {
        discovery.publish(Endpoint.of(A));
        assertThat(pool.snapshot().discoveryProblem()).isEmpty();
        discovery.fail(new IOException("resolver gone"));
        time.advance(Duration.ofSeconds(30));
        discovery.publish(List.<Endpoint>of());
        time.advance(Duration.ofSeconds(30));

        assertThat(pool.snapshot().discoveryProblem())
                .contains(new DiscoveryProblem("empty answer; 1 endpoint kept", Duration.ofMinutes(1)));
        discovery.publish(Endpoint.of(A));
        assertThat(pool.snapshot().discoveryProblem()).isEmpty();
    }

    /** One event each time, however many failures there were. */
    @Test
    void thatDiscoveryAnswersAgainIsToldOnce() {
        discovery.publish(Endpoint.of(A));
        discovery.fail(new IOException("resolver gone"));
        time.advance(Duration.ofSeconds(7));
        discovery.fail(new IOException("resolver gone"));
        discovery.publish(Endpoint.of(A));
        discovery.publish(Endpoint.of(A));

        assertThat(events.stream().filter(PoolEvent.DiscoveryRecovered.class::isInstance))
                .containsExactly(new PoolEvent.DiscoveryRecovered("test", "scripted", Duration.ofSeconds(7)));
    }

    @Test
    void beforeTheFirstAnswerACallerCanWait() {
        var waiting = pool.acquireAsync(Duration.ofSeconds(1));
        assertThat(waiting).isNotDone();

        discovery.publish(Endpoint.of(A));

        assertThat(waiting).isCompleted();
    }

    /** "No endpoint is known" is not the whole answer while discovery has said why. */
    @Test
    void aRefusalBeforeTheFirstAnswerSaysWhatIsWrongWithDiscovery() {
        discovery.fail(new IOException("resolver gone"));

        var waiting = pool.acquireAsync(Duration.ofMillis(100));
        time.advance(Duration.ofMillis(100));

        assertThat(Harbour.refusalOf(waiting))
                .hasMessageContaining("no endpoint is known: discovery: IOException: resolver gone")
                .hasRootCauseMessage("resolver gone");
    }

    @Test
    void anUnchangedAnswerInAnotherOrderIsNoChange() {
        discovery.publish(Endpoint.of(A), Endpoint.of(B));
        discovery.publish(Endpoint.of(B), Endpoint.of(A));

        assertThat(events.stream().filter(PoolEvent.EndpointsChanged.class::isInstance))
                .hasSize(1);
    }

    /** An address that flaps ten times a second is not connected to ten times a second. */
    @Test
    void anAddressThatFlapsIsConnectedToOnlyWhenUsed() {
        for (int i = 0; i < 50; i++) {
            discovery.publish(Endpoint.of(A), Endpoint.of(B));
            discovery.publish(Endpoint.of(A));
            time.advance(Duration.ofMillis(100));
        }

        assertThat(servers.server(B).connects()).isZero();
        assertThat(addresses()).containsExactly(A);
    }

    // ---- eager start

    private static PoolExhaustedException eagerFailure(ScriptedTransport servers, FakeTime time) {
        var builder = ConnectionPool.builder(Discoveries.of(Endpoint.of(A), Endpoint.of(B)), servers)
                .name("eager")
                .time(time)
                .executor(Runnable::run)
                .waiting(dev.hawser.client.WaitOptions.defaults()
                        .withWhenDown(dev.hawser.client.WaitOptions.WhenDown.FAIL));
        return (PoolExhaustedException)
                org.assertj.core.api.Assertions.catchThrowable(() -> builder.buildEager(Duration.ofSeconds(1)));
    }

    @Test
    void partialFailureAtStartIsTolerated() throws InterruptedException {
        servers.server(A).refuses();
        try (ConnectionPool<Connection> eager = ConnectionPool.builder(
                        Discoveries.of(Endpoint.of(A), Endpoint.of(B)), servers)
                .time(time)
                .executor(Runnable::run)
                .buildEager(Duration.ofSeconds(1))) {
            assertThat(eager.snapshot().idle()).isEqualTo(1);
        }
    }

    @Test
    void totalFailureIsAnErrorWhenEagerAndLeavesNothingBehind() {
        servers.server(A).refuses();
        servers.server(B).refuses();

        PoolExhaustedException failure = eagerFailure(servers, time);

        assertThat(failure.refusal().kind()).isEqualTo(Refusal.Kind.ALL_DOWN);
        assertThat(failure.refusal().reasons()).containsOnlyKeys(Address.parse(A), Address.parse(B));
        assertThat(servers.open()).isZero();
    }

    @Test
    void theMinimumPerEndpointIsBoundedByTheMaximum() {
        assertThatThrownBy(() -> PoolOptions.defaults().withMaxConnections(2).withMinConnections(3))
                .hasMessage("minConnections: 3 (expected: 0 to maxConnections = 2)");
    }
}
