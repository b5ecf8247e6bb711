// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.balance.Picker;
import dev.hawser.client.PoolExhaustedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A balancer of the user's that throws. It runs under the pool's lock, in the middle of a step: what it threw went up through
 * {@code enter}, and left behind a caller in the line whom nobody would ever tell that its time was up.
 */
class ThrowingBalancerTest {

    private boolean pickThrows;
    private boolean pickerThrows;

    private final Balancer balancer = (candidates, previous) -> {
        if (pickerThrows) {
            throw new IllegalStateException("no picker");
        }
        Picker inner = Balancers.roundRobin().picker(candidates, Optional.empty());
        return admission -> {
            if (pickThrows) {
                throw new IllegalStateException("no pick");
            }
            return inner.pick(admission);
        };
    };

    private Pier pier() {
        return Pier.of(options -> options.balancer(balancer), A, B);
    }

    @Test
    void aCallerWhoseTurnEndsInAThrowIsRefusedAtItsDeadline() {
        try (Pier pier = pier()) {
            pickThrows = true;
            Pier.Call call = pier.waits();
            assertThat(call.isWaiting()).isTrue();

            pier.advance(Duration.ofSeconds(10));

            assertThat(call.refusal()).isInstanceOf(PoolExhaustedException.class);
        }
    }

    /** A connect that takes long has the picker asked for another endpoint, from a timer: what it threw ended the step. */
    @Test
    void aPickerThatThrowsWhileAConnectTakesLongHarmsNobody() {
        try (Pier pier = pier()) {
            pier.server(A).hangs();
            pier.server(B).hangs();
            Pier.Call call = pier.waits();
            pickThrows = true;

            pier.advance(Duration.ofSeconds(1));
            pickThrows = false;
            pier.server(A).answerHanging();
            pier.server(B).answerHanging();
            pier.advance(Duration.ofSeconds(1));

            assertThat(call.isServed()).isTrue();
            call.connection().succeeded(0);
        }
    }

    @Test
    void aPickerThatThrewIsAskedAgainASecondLater() {
        try (Pier pier = pier()) {
            pier.pool.connectAll();
            pickThrows = true;
            Pier.Call call = pier.waits();

            pickThrows = false;
            pier.advance(Duration.ofSeconds(1));

            assertThat(call.isServed()).isTrue();
            call.connection().succeeded(0);
        }
    }

    @Test
    void aCallerIsServedOnceThePickerWorksAgain() {
        try (Pier pier = pier()) {
            pickThrows = true;
            Pier.Call call = pier.waits();

            pickThrows = false;
            pier.pool.connectAll();

            assertThat(call.isServed()).isTrue();
            call.connection().succeeded(0);
        }
    }

    @Test
    void whileNoPickerCanBeMadeTheOldOneServesAndLaterANewOneIsMade() {
        try (Pier pier = Pier.of(options -> options.balancer(balancer), A)) {
            pier.pool.connectAll();
            assertThat(pier.visit()).isEqualTo(A);

            pickerThrows = true;
            pier.discovery.publish(A, B);
            pier.pool.connectAll();
            assertThat(pier.visit()).isEqualTo(A);

            pickerThrows = false;
            pier.advance(Duration.ofSeconds(1));
            pier.pool.connectAll();
            assertThat(List.of(pier.visit(), pier.visit())).containsExactlyInAnyOrder(A, B);
        }
    }

    /** The throw cut the update short: who was removed was never drained, and its connection stayed for ever. */
    @Test
    void whoIsRemovedIsDrainedAllTheSame() {
        try (Pier pier = pier()) {
            pier.pool.connectAll();
            assertThat(pier.transport.open()).isEqualTo(2);

            pickerThrows = true;
            pier.discovery.publish(A);

            assertThat(pier.transport.open()).isEqualTo(1);
            assertThat(pier.visit()).isEqualTo(A);
        }
    }
}
