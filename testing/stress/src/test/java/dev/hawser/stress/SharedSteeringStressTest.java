// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.HawserException;
import dev.hawser.balance.Balancers;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.Entrant;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.transport.SharedTransport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Endpoints of a shared pool are drained, taken back, weighed, removed and added while calls enter: no call enters an endpoint
 * while it is drained, whoever can wait gets in, and each call, refusal and drain is counted once.
 */
@Tag("long")
class SharedSteeringStressTest {

    private static final int CALLERS = 6;
    private static final int MAX_IN_FLIGHT = 2;

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void aPoolIsSteeredUnderLoad() throws InterruptedException {
        SteeredFleet fleet = new SteeredFleet();
        SharedPool<Hull> pool = pool(fleet);
        fleet.start(pool, CALLERS, () -> call(pool, fleet));

        TimeUnit.MILLISECONDS.sleep(1_500L * LONGER);
        fleet.end();

        fleet.nothingIsLeftOver(pool.view());
        fleet.close(pool);
        fleet.nothingIsLeftOpen();
        fleet.eachDrainWasTold();
    }

    @Test
    void aPoolClosedWhileItIsSteeredLeavesNothingBehind() throws InterruptedException {
        for (int round = 0; round < 20 * LONGER; round++) {
            SteeredFleet fleet = new SteeredFleet();
            SharedPool<Hull> pool = pool(fleet);
            fleet.start(pool, CALLERS, () -> callUntilClosed(pool, fleet));

            TimeUnit.MILLISECONDS.sleep(10);
            fleet.close(pool);
            fleet.end();

            fleet.nothingIsLeftOpen();
        }
    }

    private static SharedPool<Hull> pool(SteeredFleet fleet) {
        return SharedPool.builder(fleet.registry, new Servers(fleet))
                .balancer(Balancers.weightedRoundRobin())
                .sharing(SharingOptions.defaults().withConnections(0, 2).withInFlight(1, MAX_IN_FLIGHT))
                .follow(FollowOptions.immediately())
                .listener(fleet)
                .build();
    }

    private static void callUntilClosed(SharedPool<Hull> pool, SteeredFleet fleet) {
        try {
            call(pool, fleet);
        } catch (PoolClosedException expected) {
            // as it should be
        }
    }

    private static void call(SharedPool<Hull> pool, SteeredFleet fleet) {
        while (!fleet.isQuiet()) {
            int[] spells = fleet.spells();
            SharedConnection<Hull> entered = pool.tryEnter(Choice.ANY);
            if (entered == null) {
                spells = fleet.spells();
                entered = await(pool, fleet);
            }
            if (entered != null) {
                fleet.serves(entered.endpoint().address(), spells);
                entered.connection().use(fleet);
                entered.succeeded(1_000);
            }
        }
    }

    /** Null if it was refused, which may happen to the impatient only. */
    private static SharedConnection<Hull> await(SharedPool<Hull> pool, SteeredFleet fleet) {
        boolean patient = ThreadLocalRandom.current().nextInt(4) > 0;
        Once once = new Once(fleet);
        long deadline = patient ? Long.MAX_VALUE : pool.nanoTime() + 200_000;
        pool.enter(Choice.ANY, deadline, patient ? Patience.WAIT : Patience.FAIL_FAST, once);
        try {
            return once.outcome.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof PoolClosedException closed) {
                throw closed;
            }
            fleet.refused.incrementAndGet();
            fleet.expect(!patient, "somebody could wait and got nothing: " + refused.getCause());
        } catch (TimeoutException | InterruptedException e) {
            fleet.expect(false, "a waiter was forgotten: " + e);
        }
        return null;
    }

    private record Once(SteeredFleet fleet, CompletableFuture<SharedConnection<Hull>> outcome)
            implements Entrant<Hull> {

        Once(SteeredFleet fleet) {
            this(fleet, new CompletableFuture<>());
        }

        @Override
        public void entered(SharedConnection<Hull> connection) {
            fleet.expect(outcome.complete(connection), "a waiter heard two things");
        }

        @Override
        public void refused(HawserException why) {
            fleet.expect(outcome.completeExceptionally(why), "a waiter heard two things");
        }
    }

    private static final class Hull {
        private final Address address;
        private final AtomicInteger inside = new AtomicInteger();
        private volatile boolean closed;

        Hull(Address address) {
            this.address = address;
        }

        void use(SteeredFleet fleet) {
            fleet.expect(inside.incrementAndGet() <= MAX_IN_FLIGHT, "too many calls on one connection");
            Thread.onSpinWait();
            fleet.expect(!closed, "closed under a call");
            inside.decrementAndGet();
        }
    }

    private record Servers(SteeredFleet fleet) implements SharedTransport<Hull> {

        @Override
        public CompletableFuture<Hull> connect(Endpoint endpoint, Loss loss) {
            fleet.opened(endpoint.address());
            return CompletableFuture.completedFuture(new Hull(endpoint.address()));
        }

        @Override
        public void close(Hull hull) {
            fleet.expect(!hull.closed, "closed twice");
            fleet.expect(hull.inside.get() == 0, "closed under a call");
            hull.closed = true;
            fleet.closed(hull.address);
        }

        @Override
        public void shutdown() {
            // nothing to end
        }
    }
}
