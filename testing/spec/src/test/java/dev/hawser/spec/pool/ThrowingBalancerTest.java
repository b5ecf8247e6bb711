// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Balancer;
import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A balancer of the user's that throws. It runs under the pool's lock, in the middle of a step: what it threw went up to
 * whoever had begun the step, and left behind a caller in the queue, or a removed endpoint whose connections nobody closed.
 */
class ThrowingBalancerTest {

    private boolean pickThrows;
    private boolean pickerThrows;

    /** The first one's turn it is always; who looks for a free one under the lock gets the first that is. */
    private final Balancer balancer = (candidates, previous) -> {
        if (pickerThrows) {
            throw new IllegalStateException("no picker");
        }
        return admission -> {
            if (pickThrows && admission != Admission.ALL) {
                throw new IllegalStateException("no pick");
            }
            int index = 0;
            while (index < candidates.size() && !admission.admits(index)) {
                index++;
            }
            return index < candidates.size() ? index : Picker.NONE;
        };
    };

    private Harbour harbour() {
        return Harbour.of(
                options ->
                        options.balancer(balancer).pool(PoolOptions.defaults().withMaxConnections(1)),
                A,
                B);
    }

    @Test
    void aCallerWhoseTurnEndsInAThrowIsRefusedAtItsDeadline() {
        try (Harbour harbour = harbour()) {
            assertThat(harbour.takeFrom()).isEqualTo(A);
            pickThrows = true;
            CompletableFuture<Lease<Connection>> call = harbour.acquireLater(Duration.ofSeconds(10));
            assertThat(call).isNotDone();

            harbour.advance(Duration.ofSeconds(10));

            assertThat(Harbour.refusalOf(call)).hasMessageContaining("no lease after 10s");
        }
    }

    @Test
    void aPickerThatThrewIsAskedAgainASecondLater() {
        try (Harbour harbour = harbour()) {
            assertThat(harbour.takeFrom()).isEqualTo(A);
            pickThrows = true;
            CompletableFuture<Lease<Connection>> call = harbour.acquireLater(Duration.ofSeconds(10));

            pickThrows = false;
            harbour.advance(Duration.ofSeconds(1));

            assertThat(call).isCompleted();
            assertThat(call.join().connection().address()).isEqualTo(Address.parse(B));
        }
    }

    @Test
    void whileNoPickerCanBeMadeTheOldOneServesAndLaterANewOneIsMade() {
        try (Harbour harbour = Harbour.of(
                options ->
                        options.balancer(balancer).pool(PoolOptions.defaults().withMaxConnections(1)),
                A)) {
            assertThat(harbour.visit()).isEqualTo(A);

            pickerThrows = true;
            harbour.registry.register(Endpoint.of(B));
            assertThat(harbour.takeFrom()).isEqualTo(A);

            pickerThrows = false;
            harbour.advance(Duration.ofSeconds(1));
            assertThat(harbour.acquireLater(Duration.ofSeconds(1))).isCompleted();
            assertThat(harbour.connects(B)).isEqualTo(1);
        }
    }

    /** The throw cut the update short: who was removed was never drained, and its connection stayed for ever. */
    @Test
    void whoIsRemovedIsDrainedAllTheSame() {
        try (Harbour harbour = harbour()) {
            Lease<Connection> first = harbour.tryAcquire();
            Lease<Connection> second =
                    harbour.acquireLater(Duration.ofSeconds(1)).join();
            first.close();
            second.close();
            assertThat(harbour.servers.open()).isEqualTo(2);

            pickerThrows = true;
            harbour.registry.deregister(Address.parse(B));

            assertThat(harbour.servers.open()).isEqualTo(1);
            assertThat(harbour.visit()).isEqualTo(A);
        }
    }
}
