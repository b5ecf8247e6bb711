// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.health.OutlierOptions;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a pool writes to the log: one line per change of state, and no flood. */
class LogLinesTest {

    private static final Address SOMEBODY = Address.parse(A);

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.hawser.pool");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Level before = Level.INFO;

    @BeforeEach
    void listen() {
        before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }

    private List<String> at(Level level) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void eachChangeOfStateIsOneLineWithItsReason() {
        try (Pier pier = Pier.of(A)) {
            pier.server(A).refuses();
            pier.pool.connectAll();
            pier.server(A).accepts();
            pier.advanceMillis(10_000);

            List<String> changes = pier.events(PoolEvent.EndpointStateChanged.class).stream()
                    .map(each -> each.from() + " -> " + each.to())
                    .toList();
            List<String> told = at(Level.INFO).stream()
                    .filter(line -> line.contains(" -> "))
                    .toList();
            assertThat(changes).contains("CONNECTING -> DOWN");
            assertThat(told).hasSameSizeAs(changes);
            assertThat(told)
                    .anyMatch(line -> line.startsWith("[test] " + A + " CONNECTING -> DOWN: down for 0µs (1 failure"));
            assertThat(told.get(told.size() - 1)).isEqualTo("[test] " + A + " DOWN -> UP: connected again");
        }
    }

    @Test
    void anEjectionAndItsEndAreOneLineEach() {
        try (Pier pier = Pier.of(options -> options.outliers(OutlierOptions.off()), A)) {
            pier.pool.tell(new PoolEvent.EndpointStateChanged(
                    "test", SOMEBODY, EndpointState.UP, EndpointState.EJECTED, "ejected: 5 failures in a row"));
            pier.pool.tell(new PoolEvent.EndpointStateChanged(
                    "test", SOMEBODY, EndpointState.EJECTED, EndpointState.UP, "a call succeeded"));

            assertThat(at(Level.INFO))
                    .containsOnlyOnce("[test] " + A + " UP -> EJECTED: ejected: 5 failures in a row")
                    .containsOnlyOnce("[test] " + A + " EJECTED -> UP: a call succeeded");
        }
    }

    @Test
    void leadersAndSteeringAreOneLineEach() {
        try (Pier pier = Pier.of(A)) {
            pier.pool.tell(new PoolEvent.LeaderChanged("test", Optional.empty(), Optional.of(SOMEBODY), "it answered"));
            pier.pool.tell(new PoolEvent.EndpointSteered("test", SOMEBODY, "drained"));

            assertThat(at(Level.INFO))
                    .containsOnlyOnce("[test] leader nobody -> " + A + ": it answered")
                    .containsOnlyOnce("[test] " + A + " drained");
        }
    }

    @Test
    void refusalsAreOneWarningASecondWithTheNumberLeftOut() {
        try (Pier pier = Pier.of(options -> options.maxWaiters(0), A)) {
            pier.server(A).hangs();
            for (int i = 0; i < 5; i++) {
                assertThat(pier.waits().isWaiting()).isFalse();
            }
            pier.advanceMillis(1_000);
            assertThat(pier.waits().isWaiting()).isFalse();

            assertThat(at(Level.WARN)).hasSize(2);
            assertThat(at(Level.WARN).get(0)).contains("too many callers wait already");
            assertThat(at(Level.WARN).get(1)).endsWith("(and 4 more like it)");
        }
    }

    @Test
    void whatHappensToSingleConnectionsIsForDebugging() {
        try (Pier pier = Pier.of(A)) {
            pier.pool.connectAll();
            SharedConnection<Connection> entered = pier.enter();
            entered.succeeded(0);

            assertThat(at(Level.DEBUG)).anyMatch(line -> line.contains("ConnectionOpened"));
            assertThat(at(Level.INFO)).noneMatch(line -> line.contains("ConnectionOpened"));
        }
    }
}
