// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.client.WaitOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent.LeaseRefused;
import dev.hawser.pool.Lease;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.testkit.ScriptedTransport.Connection;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a pool says has been done with it since it began. */
class UseTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private static Use use(Harbour harbour) {
        return harbour.pool.view().use();
    }

    private static Traffic traffic(Harbour harbour, String address) {
        return harbour.pool.view().endpoints().stream()
                .filter(e -> e.endpoint().address().equals(Address.parse(address)))
                .findFirst()
                .orElseThrow()
                .traffic();
    }

    @Test
    void eachLeaseIsCounted() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.visits(5);

            assertThat(use(harbour).total()).isEqualTo(5);
            assertThat(use(harbour).failed()).isZero();
            assertThat(traffic(harbour, A).total() + traffic(harbour, B).total())
                    .isEqualTo(5);
        }
    }

    @Test
    void whatWasDoneAtAnEndpointThatIsGoneStaysCounted() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.visits(6);
            harbour.tryAcquire().discard(new IOException("broken"));

            harbour.registry.deregister(Address.parse(A));
            harbour.registry.deregister(Address.parse(B));

            assertThat(harbour.pool.view().endpoints()).isEmpty();
            assertThat(use(harbour).total()).isEqualTo(7);
            assertThat(use(harbour).failed()).isEqualTo(1);
        }
    }

    @Test
    void aLeaseThatIsDiscardedOrInvalidatedHasFailed() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.visit();
            harbour.tryAcquire().discard(new IOException("broken"));
            Lease<Connection> lease = harbour.tryAcquire();
            lease.invalidate(new IOException("broken, too"));
            lease.close();

            assertThat(use(harbour).failed()).isEqualTo(2);
            assertThat(traffic(harbour, A).failed()).isEqualTo(2);
            assertThat(use(harbour).total()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatIsTooOldIsNoFailure() {
        try (Harbour harbour =
                Harbour.of(b -> b.lifetime(LifetimeOptions.unlimited().withMaxLifetime(Duration.ofSeconds(10))), A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            harbour.advance(Duration.ofMinutes(1));
            lease.close();

            assertThat(use(harbour).failed()).isZero();
        }
    }

    @Test
    void aCallerWhoIsRefusedIsCountedAndSoIsTheTimeItWaited() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            Use before = use(harbour);
            harbour.refused();
            CompletableFuture<Lease<Connection>> patient = harbour.acquireLater(Duration.ofSeconds(2));
            harbour.advance(Duration.ofSeconds(2));
            Harbour.refusalOf(patient);
            held.close();

            assertThat(use(harbour).refused()).isEqualTo(2);
            Histogram waits = use(harbour).waits().since(before.waits());
            assertThat(waits.count())
                    .as("who is refused at once has not waited")
                    .isEqualTo(1);
            assertThat(waits.total()).isEqualTo(Duration.ofSeconds(2));
        }
    }

    /** Whose time was up would perhaps have been served later; whom nobody let wait would not. */
    @Test
    void aRefusalTellsWhetherTheTimeWasUp() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(WaitOptions.defaults().withMaxWaiters(1)),
                A)) {
            Lease<Connection> held = harbour.tryAcquire();
            harbour.refused(); // wouldn't wait
            CompletableFuture<Lease<Connection>> patient = harbour.acquireLater(Duration.ofSeconds(2));
            Harbour.refusalOf(harbour.acquireLater(Duration.ofSeconds(2))); // one too many waits
            harbour.advance(Duration.ofSeconds(2));
            Harbour.refusalOf(patient);
            held.close();

            assertThat(harbour.events(LeaseRefused.class))
                    .extracting(LeaseRefused::waited, LeaseRefused::timedOut)
                    .containsExactly(
                            tuple(Duration.ZERO, false),
                            tuple(Duration.ZERO, false),
                            tuple(Duration.ofSeconds(2), true));
        }
    }

    @Test
    void onlyThoseWhoHadToWaitAreAmongTheWaits() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> held = harbour.tryAcquire();
            Use before = use(harbour);
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(30);
            held.close();
            harbour.advanceMillis(5);
            waiting.join().close();
            harbour.visits(10);

            Histogram waits = use(harbour).waits().since(before.waits());
            assertThat(waits.count()).isEqualTo(1);
            assertThat(waits.total()).isEqualTo(Duration.ofMillis(30));
        }
    }

    @Test
    void theSameWhereNewcomersMayPass() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(WaitOptions.defaults().withFairness(WaitOptions.Fairness.UNFAIR)),
                A)) {
            Lease<Connection> held = harbour.tryAcquire();
            Use before = use(harbour);
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(LONG);
            harbour.advanceMillis(30);
            held.close();
            waiting.join().close();

            Histogram waits = use(harbour).waits().since(before.waits());
            assertThat(waits.count()).isEqualTo(1);
            assertThat(waits.total()).isEqualTo(Duration.ofMillis(30));
        }
    }

    @Test
    void leasesAreTimedWhileThereAreFew() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(2), A)) {
            for (int i = 0; i < 20; i++) {
                Lease<Connection> lease = harbour.tryAcquire();
                harbour.advanceMillis(40);
                lease.close();
            }

            assertThat(use(harbour).uses().count()).isEqualTo(20);
            assertThat(use(harbour).uses().total()).isEqualTo(Duration.ofMillis(800));
        }
    }

    /** A lease that is thrown away was held all the same. */
    @Test
    void aLeaseThatIsDiscardedIsTimed() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            harbour.advanceMillis(40);
            lease.discard(new IOException("broken"));

            assertThat(use(harbour).uses().total()).isEqualTo(Duration.ofMillis(40));
        }
    }

    @Test
    void aSecondEndingIsNotTimed() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            harbour.advanceMillis(40);
            lease.close();
            lease.close();
            lease.discard(new IOException("broken"));

            assertThat(use(harbour).uses().count()).isEqualTo(1);
            assertThat(use(harbour).failed()).isZero();
        }
    }

    @Test
    void withTimingOffNoLeaseIsTimedAndAllIsCounted() {
        try (Harbour harbour = Harbour.of(b -> b.timing(Timing.OFF), A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            harbour.advanceMillis(40);
            lease.close();

            assertThat(use(harbour).uses().count()).isZero();
            assertThat(use(harbour).total()).isEqualTo(1);
        }
    }
}
