// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static dev.hawser.spec.pool.Harbour.A;
import static dev.hawser.spec.pool.Harbour.B;
import static dev.hawser.spec.pool.Harbour.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.Lease;
import dev.hawser.pool.PoolOptions;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rate-limited pool of any connection: one test for each thing it promises. */
class RateLimitedPoolTest {

    // ---- the rate

    @Test
    void whomTheRateSentAwayMadeWaitOrHadRefusedIsCounted() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A)) {
            harbour.takeFrom();
            assertThat(harbour.pool.view().use().throttled()).isZero();

            harbour.refused();
            harbour.acquireLater(Duration.ofSeconds(1));
            harbour.acquireLater(Duration.ofSeconds(1));

            assertThat(harbour.pool.view().use().throttled()).isEqualTo(3);
        }
    }

    @Test
    void whoWaitsForAnotherReasonIsNotThrottled() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1).rateLimit(RateLimit.perSecond(10)), A)) {
            harbour.takeFrom();
            harbour.advance(Duration.ofSeconds(1));
            harbour.refused();
            harbour.acquireLater(Duration.ofSeconds(1));

            assertThat(harbour.pool.view().use().throttled()).isZero();
        }
    }

    @Test
    void aServerIsLeasedFromAtMostOncePerGap() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A)) {
            harbour.takeFrom();
            harbour.advance(Duration.ofSeconds(1));
            harbour.takeFrom();

            assertThat(harbour.refused().refusal().retryIn()).contains(Duration.ofMillis(100));
            harbour.advanceMillis(99);
            assertThat(harbour.refused().refusal().retryIn()).contains(Duration.ofMillis(1));
            harbour.advanceMillis(2);
            harbour.takeFrom();

            assertThat(harbour.connects(A)).as("the refused ones did not dial").isEqualTo(3);
        }
    }

    /** The reference spends the slot first and then finds that it cannot connect. */
    @Test
    void aRateSlotIsNotBurntByAnAcquisitionThatFails() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(1)), A)) {
            harbour.servers.server(A).refuses();
            harbour.refused();
            harbour.servers.server(A).accepts();
            harbour.advanceMillis(100);

            assertThat(harbour.takeFrom()).isEqualTo(A);
        }
    }

    /** Nor by one that is refused because all connections are in use. */
    @Test
    void aRateSlotIsNotBurntByAFullServer() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1).rateLimit(RateLimit.perSecond(1)), A)) {
            Lease<Connection> only = harbour.tryAcquire();
            harbour.advance(Duration.ofSeconds(1));
            harbour.refused();
            only.close();

            harbour.tryAcquire().close();
        }
    }

    @Test
    void aWaiterIsServedByTheNextPermit() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A)) {
            harbour.visit();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(1));

            harbour.advanceMillis(99);
            assertThat(waiting).isNotDone();
            harbour.advanceMillis(1);
            assertThat(waiting).isCompleted();
        }
    }

    /** The reference computes the wait of one server only; the wait ends as soon as any server could serve. */
    @Test
    void theWaitEndsWhenTheFirstServerIsReady() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A, B)) {
            harbour.visit();
            harbour.advanceMillis(60);
            harbour.visit();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(1));

            harbour.advanceMillis(40);

            assertThat(waiting).isCompleted();
            assertThat(waiting.join().connection().address()).hasToString(A);
        }
    }

    @Test
    void waitersForTheRateAreServedInOrderOfArrival() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A)) {
            harbour.visit();
            CompletableFuture<Lease<Connection>> first = harbour.acquireLater(Duration.ofSeconds(1));
            CompletableFuture<Lease<Connection>> second = harbour.acquireLater(Duration.ofSeconds(1));

            harbour.advanceMillis(100);
            assertThat(first).isCompleted();
            assertThat(second).isNotDone();
            harbour.advanceMillis(100);
            assertThat(second).isCompleted();
        }
    }

    // ---- the number of connections, and which is reused

    @Test
    void theFourthOfThreeIsRefusedAsFull() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(3), A)) {
            harbour.takeFrom();
            harbour.takeFrom();
            harbour.takeFrom();

            Refusal refusal = harbour.refused().refusal();

            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FULL);
            assertThat(refusal.reasons()).containsEntry(Address.parse(A), new Unavailable.Full(3, 3));
        }
    }

    @Test
    void whatWasReturnedIsLeasedAgain() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Connection first;
            try (Lease<Connection> lease = harbour.tryAcquire()) {
                first = lease.connection();
            }

            assertThat(harbour.tryAcquire().connection()).isSameAs(first);
            assertThat(harbour.connects(A)).isEqualTo(1);
        }
    }

    @Test
    void ofTwoReturnedTheOldestComesFirst() {
        try (Harbour harbour = Harbour.of(b -> b.idleOrder(IdleOrder.OLDEST_FIRST), A)) {
            Lease<Connection> one = harbour.tryAcquire();
            Lease<Connection> two = harbour.tryAcquire();
            Connection returnedFirst = two.connection();
            two.close();
            one.close();

            assertThat(harbour.tryAcquire().connection()).isSameAs(returnedFirst);
        }
    }

    @Test
    void ofTwoReturnedTheNewestComesFirstByOption() {
        try (Harbour harbour = Harbour.of(b -> b.idleOrder(IdleOrder.NEWEST_FIRST), A)) {
            Lease<Connection> one = harbour.tryAcquire();
            Lease<Connection> two = harbour.tryAcquire();
            Connection returnedLast = one.connection();
            two.close();
            one.close();

            assertThat(harbour.tryAcquire().connection()).isSameAs(returnedLast);
        }
    }

    @Test
    void aCloseThatThrowsStillFreesItsPlace() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            harbour.servers.server(A).failsToClose();
            harbour.tryAcquire().discard(new IllegalStateException("of no use"));

            assertThat(harbour.visit()).isEqualTo(A);
        }
    }

    // ---- which server

    @Test
    void serversAreTriedInTurnFromAPointerThatPersists() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A, B, C)) {
            assertThat(harbour.visits(3)).containsExactly(A, B, C);
            harbour.advanceMillis(100);
            assertThat(harbour.visits(2)).containsExactly(A, B);

            harbour.advanceMillis(99); // A and B are limited for another millisecond, C is not
            assertThat(harbour.visit()).isEqualTo(C);
            harbour.advanceMillis(1);
            assertThat(harbour.visits(2)).containsExactly(A, B);
        }
    }

    /** One, two, then with the third limited back to one; the next starts at two. */
    @Test
    void aLimitedServerIsPassedOverAndThePointerMovesOn() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A, B, C)) {
            harbour.visits(2);
            harbour.advanceMillis(50);
            assertThat(harbour.visit()).isEqualTo(C);
            harbour.advanceMillis(50);
            assertThat(harbour.visits(2)).containsExactly(A, B);
            harbour.advanceMillis(49);
            assertThat(harbour.refused().refusal().kind()).isEqualTo(Refusal.Kind.ALL_RATE_LIMITED);
        }
    }

    @Test
    void aDownServerIsNotDialledBeforeItsBackoffEnds() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).refuses();
            harbour.refused();
            assertThat(harbour.connects(A)).isEqualTo(1);

            harbour.advanceMillis(99);
            harbour.refused();

            assertThat(harbour.connects(A)).isEqualTo(1);
        }
    }

    @Test
    void theBackoffGrowsByHalfWithEachFailure() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).refuses();
            harbour.refused();
            harbour.advanceMillis(100);
            assertThat(harbour.connects(A)).isEqualTo(2);
            harbour.advanceMillis(149);
            assertThat(harbour.connects(A)).isEqualTo(2);
            harbour.advanceMillis(1);
            assertThat(harbour.connects(A)).isEqualTo(3);
            harbour.advanceMillis(225);
            assertThat(harbour.connects(A)).isEqualTo(4);
        }
    }

    @Test
    void aSuccessResetsTheBackoff() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).refuses();
            harbour.refused();
            harbour.advanceMillis(100);
            harbour.servers.server(A).accepts();
            harbour.advanceMillis(150);
            harbour.tryAcquire().discard(new IllegalStateException("of no use"));
            harbour.servers.server(A).refuses();
            harbour.refused();

            Unavailable reason = harbour.refused().refusal().reasons().get(Address.parse(A));

            assertThat(reason).isInstanceOfSatisfying(Unavailable.Down.class, down -> {
                assertThat(down.failures()).isEqualTo(1);
                assertThat(down.retryIn()).isEqualTo(Duration.ofMillis(100));
            });
        }
    }

    @Test
    void aServerThatIsDownIsTriedForEver() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).refuses();
            harbour.refused();
            harbour.advance(Duration.ofHours(1));
            harbour.servers.server(A).accepts();
            harbour.advance(Duration.ofSeconds(30));

            assertThat(harbour.visit()).isEqualTo(A);
        }
    }

    @Test
    void aWaitWithAllDownEndsAtTheFirstServerToRecover() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.servers.server(A).refuses();
            harbour.servers.server(B).refuses();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofMinutes(1));
            harbour.advance(Duration.ofSeconds(1));
            assertThat(waiting).isNotDone();

            harbour.servers.server(B).accepts();
            harbour.advance(Duration.ofSeconds(2));

            assertThat(waiting).isCompleted();
            assertThat(waiting.join().connection().address()).hasToString(B);
        }
    }

    // ---- four outcomes that can be told apart

    @Test
    void noServerIsAnOutcomeOfItsOwn() {
        try (Harbour harbour = Harbour.of(b -> b)) {
            assertThat(harbour.refused().refusal().kind()).isEqualTo(Refusal.Kind.NO_ENDPOINTS);
        }
    }

    @Test
    void allDownIsAnOutcomeOfItsOwn() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.servers.server(A).refuses();
            harbour.servers.server(B).refuses();

            PoolExhaustedException refused = harbour.refused();

            assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.ALL_DOWN);
            assertThat(refused).hasRootCauseMessage("connect to " + A + ": Connection refused");
        }
    }

    @Test
    void allRateLimitedIsAnOutcomeOfItsOwn() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A, B)) {
            harbour.visits(2);

            assertThat(harbour.refused().refusal().kind()).isEqualTo(Refusal.Kind.ALL_RATE_LIMITED);
        }
    }

    @Test
    void someDownAndOthersLimitedIsAnOutcomeOfItsOwn() {
        try (Harbour harbour = Harbour.of(b -> b.rateLimit(RateLimit.perSecond(10)), A, B)) {
            harbour.servers.server(B).refuses();
            assertThat(harbour.visit()).isEqualTo(A);

            Refusal refusal = harbour.refused().refusal();

            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.DOWN_OR_RATE_LIMITED);
            assertThat(refusal.reasons().get(Address.parse(A))).isInstanceOf(Unavailable.RateLimited.class);
            assertThat(refusal.reasons().get(Address.parse(B))).isInstanceOf(Unavailable.Down.class);
        }
    }

    /** The reference reports down servers as limited; here each one's own reason is told. */
    @Test
    void theExceptionSaysHowLongWasWaitedAndForEachServerWhyNot() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A, B)) {
            harbour.servers.server(B).refuses();
            harbour.takeFrom();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofMillis(200));
            harbour.advanceMillis(200);

            PoolExhaustedException refusal = Harbour.refusalOf(waiting);

            assertThat(refusal.waited()).isEqualTo(Duration.ofMillis(200));
            assertThat(refusal)
                    .hasMessageContaining("pool 'test': no lease after 200ms, every connection is in use")
                    .hasMessageContaining("1/2 leased")
                    .hasMessageContaining(A + " full: 1 of 1 connections in use")
                    .hasMessageContaining(B + " down for 200ms");
        }
    }

    // ---- what must never happen

    /** The reference dials under its global lock. */
    @Test
    void aServerThatHangsDoesNotHoldUpTheOthers() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.servers.server(A).hangs();
            CompletableFuture<Lease<Connection>> stuck = harbour.acquireLater(Duration.ofSeconds(10));

            CompletableFuture<Lease<Connection>> next = harbour.acquireLater(Duration.ofSeconds(10));
            assertThat(stuck).as("the turn of B serves the first in line").isCompleted();
            harbour.advanceMillis(250);
            assertThat(next).as("A has had its time; B is tried beside it").isCompleted();
        }
    }

    @Test
    void aCallerThatGivesUpIsNotHeldAgainstTheServer() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).after(Duration.ofMillis(50));
            CompletableFuture<Lease<Connection>> impatient = harbour.acquireLater(Duration.ofMillis(10));
            CompletableFuture<Lease<Connection>> cancelled = harbour.acquireLater(Duration.ofSeconds(1));
            cancelled.cancel(true);
            harbour.advanceMillis(10);
            assertThat(impatient).isCompletedExceptionally();

            harbour.advanceMillis(40);

            assertThat(harbour.endpoint(A).state()).isEqualTo(EndpointState.UP);
            assertThat(harbour.endpoint(A).failures()).isZero();
        }
    }

    @Test
    void aLateConnectionJoinsThePoolIfThereIsRoom() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            harbour.servers.server(A).hangs();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(30));
            harbour.advance(PoolOptions.DEFAULT_CONNECT_TIMEOUT);
            assertThat(harbour.endpoint(A).state()).isEqualTo(EndpointState.DOWN);

            harbour.servers.server(A).answerHanging(A);

            assertThat(waiting).isCompleted();
            assertThat(harbour.endpoint(A).leased()).isEqualTo(1);
        }
    }

    @Test
    void aLateConnectionIsClosedIfThereIsNone() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            harbour.servers.server(A).hangs();
            harbour.acquireLater(Duration.ofSeconds(30));
            harbour.advance(PoolOptions.DEFAULT_CONNECT_TIMEOUT);
            harbour.servers.server(A).accepts();
            harbour.advance(Duration.ofSeconds(1));
            assertThat(harbour.endpoint(A).leased()).isEqualTo(1);

            harbour.servers.server(A).answerHanging(A);

            assertThat(harbour.servers.open()).isEqualTo(1);
            assertThat(harbour.events(PoolEvent.ConnectionClosed.class))
                    .extracting(PoolEvent.ConnectionClosed::reason)
                    .contains(CloseReason.LATE);
        }
    }

    @Test
    void aReturnWakesTheOneWhoHasWaitedLongest() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> only = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> first = harbour.acquireLater(Duration.ofSeconds(1));
            CompletableFuture<Lease<Connection>> second = harbour.acquireLater(Duration.ofSeconds(1));

            only.close();

            assertThat(first).isCompleted();
            assertThat(second).isNotDone();
        }
    }

    @Test
    void aNewServerWakesWaiters() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            harbour.takeFrom();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofSeconds(1));

            harbour.registry.register(Endpoint.of(B));

            assertThat(waiting).isCompleted();
            assertThat(waiting.join().connection().address()).hasToString(B);
        }
    }

    @Test
    void oneWaiterTooManyIsRefusedAtOnce() {
        try (Harbour harbour = Harbour.of(
                b -> b.maxConnectionsPerEndpoint(1)
                        .waiting(dev.hawser.client.WaitOptions.defaults().withMaxWaiters(1)),
                A)) {
            harbour.takeFrom();
            harbour.acquireLater(Duration.ofSeconds(1));

            PoolExhaustedException refusal = Harbour.refusalOf(harbour.acquireLater(Duration.ofSeconds(1)));

            assertThat(refusal.refusal().kind()).isEqualTo(Refusal.Kind.TOO_MANY_WAITERS);
        }
    }

    @Test
    void aWaiterPastItsDeadlineIsNeverServed() {
        try (Harbour harbour = Harbour.of(b -> b.maxConnectionsPerEndpoint(1), A)) {
            Lease<Connection> only = harbour.tryAcquire();
            CompletableFuture<Lease<Connection>> waiting = harbour.acquireLater(Duration.ofMillis(100));

            harbour.advanceMillis(100);
            only.close();

            Harbour.refusalOf(waiting);
            assertThat(harbour.endpoint(A).idle()).isEqualTo(1);
        }
    }

    // ---- the life of a connection

    @Test
    void returningTwiceIsReportedAndHarmsNobody() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> mine = harbour.tryAcquire();
            mine.close();
            Lease<Connection> yours = harbour.tryAcquire();

            mine.close();
            mine.discard(new IllegalStateException("again"));

            assertThat(yours.isOpen()).isTrue();
            assertThat(harbour.servers.open()).isEqualTo(1);
            assertThat(harbour.events(PoolEvent.LeaseMisused.class)).hasSize(2);
        }
    }

    @Test
    void aLeaseIsOfNoUseAfterItsReturn() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            Lease<Connection> lease = harbour.tryAcquire();
            lease.close();

            org.assertj.core.api.Assertions.assertThatThrownBy(lease::connection)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
        }
    }

    @Test
    void theOriginalConnectionIsInReach() {
        try (Harbour harbour = Harbour.of(b -> b, A)) {
            assertThat(harbour.tryAcquire().connection())
                    .isSameAs(harbour.servers.connections().get(0));
        }
    }

    @Test
    void serversCanBeRemovedAtRunTime() {
        try (Harbour harbour = Harbour.of(b -> b, A, B)) {
            harbour.visits(2);

            harbour.registry.deregister(Address.parse(A));

            assertThat(harbour.visits(3)).containsOnly(B);
            assertThat(harbour.servers.open()).isEqualTo(1);
        }
    }
}
