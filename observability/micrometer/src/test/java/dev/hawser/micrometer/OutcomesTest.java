// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static dev.hawser.micrometer.Quay.A;
import static dev.hawser.micrometer.Quay.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import io.micrometer.core.instrument.FunctionTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What went wrong: whose fault it was, and how long it took. */
@Timeout(30)
class OutcomesTest {

    private static void eject(Quay quay, String endpoint) {
        quay.metrics.onEvent(new PoolEvent.EndpointStateChanged(
                "shared", Address.parse(endpoint), EndpointState.UP, EndpointState.EJECTED, "5 failures in a row"));
        quay.settle();
    }

    @Test
    void ejectionsAreThoseOfTheirEndpoint() {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            eject(quay, A);
            eject(quay, A);

            assertThat(quay.counter("hawser.endpoint.ejections", "pool", "shared", "endpoint", A))
                    .isEqualTo(2);
            assertThat(quay.counter("hawser.endpoint.ejections", "pool", "shared", "endpoint", B))
                    .isZero();
        }
    }

    @Test
    void withoutTheTagEndpointEjectionsAreThoseOfAll() {
        try (Quay quay = Quay.perPool(A, B)) {
            eject(quay, A);
            eject(quay, B);

            assertThat(quay.counter("hawser.endpoint.ejections", "pool", "shared"))
                    .isEqualTo(2);
        }
    }

    @Test
    void anEndpointThatIsGoneTakesItsEjectionsWithIt() {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            eject(quay, A);

            quay.sharedDiscovery.publish(B);
            quay.settle();
            assertThat(quay.has("hawser.endpoint.ejections", "pool", "shared", "endpoint", A))
                    .isFalse();

            quay.sharedDiscovery.publish(A, B);
            quay.settle();
            assertThat(quay.counter("hawser.endpoint.ejections", "pool", "shared", "endpoint", A))
                    .isZero();
        }
    }

    /** Its series is there until the next step, and a counter that falls is taken for a restart. */
    @Test
    void lookingForFindingsForgetsNoEjections() {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            eject(quay, A);
            quay.sharedDiscovery.publish(B);

            assertThat(quay.metrics.findings()).isEmpty();

            assertThat(quay.counter("hawser.endpoint.ejections", "pool", "shared", "endpoint", A))
                    .isEqualTo(1);
        }
    }

    /** Nobody answers, so it takes as long as it may. */
    @Test
    void aFailedAttemptToConnectIsTimedWithItsOutcome() {
        try (Quay quay = Quay.perPool(A)) {
            quay.lentServers.server(A).hangs();
            quay.lent.acquireAsync(Duration.ofSeconds(1));
            quay.time.advance(Duration.ofSeconds(6));
            FunctionTimer failures = quay.timer("hawser.pool.creation", "pool", "lent", "outcome", "failure");

            assertThat(failures.count()).isEqualTo(1);
            assertThat(failures.totalTime(TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(quay.timer("hawser.pool.creation", "pool", "lent", "outcome", "success")
                            .count())
                    .isZero();
        }
    }

    @Test
    void aSharedPoolsFailedAttemptsAreTimedAsWell() {
        try (Quay quay = Quay.perPool(A)) {
            quay.sharedServers.server(A).hangs();
            quay.shared.connectAll();
            quay.time.advance(Duration.ofMinutes(1));
            FunctionTimer failures = quay.timer("hawser.pool.creation", "pool", "shared", "outcome", "failure");

            assertThat(failures.count()).isPositive();
            assertThat(failures.mean(TimeUnit.SECONDS)).isGreaterThan(1);
        }
    }
}
