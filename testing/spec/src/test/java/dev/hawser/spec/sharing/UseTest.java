// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a shared pool says has been done with it since it began. */
class UseTest {

    private static Use use(Pier pier) {
        return pier.pool.view().use();
    }

    @Test
    void eachCallThatEndedIsCounted() {
        try (Pier pier = Pier.of(A, B)) {
            for (int i = 0; i < 4; i++) {
                pier.visit();
            }
            SharedConnection<Connection> underWay = pier.enter();

            assertThat(use(pier).total()).isEqualTo(4);
            underWay.failed(new IOException("broken"));
            assertThat(use(pier).total()).isEqualTo(5);
            assertThat(use(pier).failed()).isEqualTo(1);
        }
    }

    @Test
    void whatWasDoneAtAnEndpointThatIsGoneStaysCounted() {
        try (Pier pier = Pier.of(A)) {
            pier.visit();
            pier.enter().failed(new IOException("broken"));

            pier.discovery.publish(B);

            assertThat(pier.pool.view().endpoints()).hasSize(1);
            assertThat(use(pier).total()).isEqualTo(2);
            assertThat(use(pier).failed()).isEqualTo(1);
        }
    }

    /** A connection is closed under a call that takes longer than the drain: that is the call's end. */
    @Test
    void aCallThatIsEndedByForceIsCountedOnce() {
        try (Pier pier =
                Pier.of(o -> o.sharing(SharingOptions.defaults().withDrainTimeout(Duration.ofSeconds(1))), A)) {
            SharedConnection<Connection> call = pier.enter();
            pier.discovery.publish(B);
            pier.advance(Duration.ofSeconds(2));

            assertThat(use(pier).total()).isEqualTo(1);
            call.failed(new IOException("closed"));
            assertThat(use(pier).total()).isEqualTo(1);
            assertThat(use(pier).failed()).isEqualTo(1);
        }
    }

    @Test
    void whoWaitedIsAmongTheWaitsAndWhoWasRefusedAmongTheRefused() {
        try (Pier pier = Pier.of(
                o -> o.sharing(SharingOptions.defaults().withConnections(0, 1).withInFlight(1, 1)), A)) {
            SharedConnection<Connection> held = pier.enter();
            Pier.Call served = pier.waits();
            Pier.Call refused = pier.waits();
            pier.advance(Duration.ofSeconds(3));
            held.succeeded(0);
            assertThat(served.isServed()).isTrue();
            pier.advance(Duration.ofSeconds(7));
            assertThat(refused.refusal()).isNotNull();
            served.connection().succeeded(0);

            assertThat(use(pier).refused()).isEqualTo(1);
            assertThat(use(pier).waits().count()).isEqualTo(2);
            assertThat(use(pier).waits().total()).isEqualTo(Duration.ofSeconds(13));
        }
    }

    @Test
    void callsAreTimedFromEnteringToTheirEndWhileThereAreFew() {
        try (Pier pier = Pier.of(A, B)) {
            for (int i = 0; i < 20; i++) {
                SharedConnection<Connection> call = pier.enter();
                pier.advanceMillis(25);
                if (i % 2 == 0) {
                    call.succeeded(1);
                } else {
                    call.cancelled(1);
                }
            }

            assertThat(use(pier).uses().count()).isEqualTo(20);
            assertThat(use(pier).uses().total()).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void callsSideBySideAreTimedEachByItself() {
        try (Pier pier = Pier.of(A)) {
            pier.visit();
            pier.advanceMillis(10);
            List<SharedConnection<Connection>> calls = pier.enter(1);
            pier.advanceMillis(10);
            calls = List.of(calls.get(0), pier.enter());
            pier.advanceMillis(10);
            calls.forEach(call -> call.succeeded(0));

            assertThat(use(pier).uses().total()).isEqualTo(Duration.ofMillis(30));
        }
    }

    @Test
    void withTimingOffNoCallIsTimedAndAllIsCounted() {
        try (Pier pier = Pier.of(o -> o.timing(Timing.OFF), A)) {
            SharedConnection<Connection> call = pier.enter();
            pier.advanceMillis(25);
            call.succeeded(0);

            assertThat(use(pier).uses().count()).isZero();
            assertThat(use(pier).total()).isEqualTo(1);
        }
    }
}
