// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The automaton that watches the simulations' events can tell a wrong order from a right one. */
class EventOrderTest {

    private static final Address A = Address.parse("10.0.0.1:7001");
    private static final PoolEvent ADDED = new PoolEvent.EndpointsChanged("p", List.of(A), List.of(), List.of());
    private static final PoolEvent OPENED = new PoolEvent.ConnectionOpened("p", A, Duration.ZERO);
    private static final PoolEvent CLOSED =
            new PoolEvent.ConnectionClosed("p", A, CloseReason.IDLE_TIMEOUT, Optional.empty());
    private static final PoolEvent END = new PoolEvent.PoolClosed("p");

    private static PoolEvent moved(EndpointState from, EndpointState to) {
        return new PoolEvent.EndpointStateChanged("p", A, from, to, "because");
    }

    private static Optional<String> firstProblem(PoolEvent... events) {
        EventOrder order = new EventOrder();
        return List.of(events).stream()
                .flatMap(each -> order.problemOf(each).stream())
                .findFirst();
    }

    @Test
    void aLifeFromBeginningToEndIsInOrder() {
        assertThat(firstProblem(
                        ADDED,
                        moved(EndpointState.IDLE, EndpointState.CONNECTING),
                        OPENED,
                        moved(EndpointState.CONNECTING, EndpointState.UP),
                        CLOSED,
                        moved(EndpointState.UP, EndpointState.IDLE),
                        END))
                .isEmpty();
    }

    @Test
    void aChangeOfStateHasItsReason() {
        PoolEvent silent = new PoolEvent.EndpointStateChanged("p", A, EndpointState.IDLE, EndpointState.UP, "");
        assertThat(firstProblem(ADDED, silent))
                .hasValueSatisfying(problem -> assertThat(problem).contains("gives no reason"));
    }

    @Test
    void nothingComesAfterTheEnd() {
        assertThat(firstProblem(ADDED, END, OPENED))
                .hasValueSatisfying(problem -> assertThat(problem).contains("after PoolClosed"));
    }

    @Test
    void statesFollowEachOther() {
        assertThat(firstProblem(ADDED, moved(EndpointState.UP, EndpointState.DOWN)))
                .isPresent();
    }

    @Test
    void connectionsAreOpenedBeforeTheyAreClosedAndOnlyToWhoIsThere() {
        assertThat(firstProblem(ADDED, CLOSED)).isPresent();
        assertThat(firstProblem(OPENED)).isPresent();
    }
}
