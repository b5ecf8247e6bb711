// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.balance.Balancers;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.WaitOptions.Fairness;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Endpoints of a pool with leases are drained, taken back, weighed, removed and added while callers acquire: no lease of an
 * endpoint begins while it is drained, whoever can wait gets one, and each lease, refusal and drain is counted once.
 */
@Tag("long")
class LeaseSteeringStressTest {

    private static final int CALLERS = 6;
    private static final int MAX = 2;
    private static final Duration SHORT = Duration.ofNanos(200_000);
    private static final Duration LONG = Duration.ofMinutes(1);

    /** How much longer than in a build. */
    private static final int LONGER = Integer.getInteger("hawser.stress", 1);

    @Test
    void aFairPoolIsSteeredUnderLoad() throws InterruptedException {
        steer(Fairness.FAIR);
    }

    @Test
    void anUnfairPoolIsSteeredUnderLoad() throws InterruptedException {
        steer(Fairness.UNFAIR);
    }

    private static void steer(Fairness fairness) throws InterruptedException {
        SteeredFleet fleet = new SteeredFleet();
        ConnectionPool<Hull> pool = pool(fleet, fairness);
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
            ConnectionPool<Hull> pool = pool(fleet, round % 2 == 0 ? Fairness.FAIR : Fairness.UNFAIR);
            fleet.start(pool, CALLERS, () -> callUntilClosed(pool, fleet));

            TimeUnit.MILLISECONDS.sleep(10);
            fleet.close(pool);
            fleet.end();

            fleet.nothingIsLeftOpen();
        }
    }

    private static ConnectionPool<Hull> pool(SteeredFleet fleet, Fairness fairness) {
        return ConnectionPool.builder(fleet.registry, new Servers(fleet))
                .balancer(Balancers.weightedRoundRobin())
                .maxConnectionsPerEndpoint(MAX)
                .waiting(WaitOptions.defaults().withFairness(fairness))
                .follow(FollowOptions.immediately())
                .listener(fleet)
                .build();
    }

    private static void callUntilClosed(ConnectionPool<Hull> pool, SteeredFleet fleet) {
        try {
            call(pool, fleet);
        } catch (PoolClosedException expected) {
            // as it should be
        }
    }

    private static void call(ConnectionPool<Hull> pool, SteeredFleet fleet) {
        while (!fleet.isQuiet()) {
            boolean patient = ThreadLocalRandom.current().nextInt(4) > 0;
            int[] spells = fleet.spells();
            try {
                Lease<Hull> lease = pool.acquire(patient ? LONG : SHORT);
                fleet.serves(lease.endpoint().address(), spells);
                use(lease, fleet);
            } catch (PoolExhaustedException none) {
                fleet.refused.incrementAndGet();
                fleet.expect(!patient, "somebody could wait and got nothing: " + none);
            } catch (InterruptedException e) {
                fleet.expect(false, "interrupted by nobody");
            }
        }
    }

    private static void use(Lease<Hull> lease, SteeredFleet fleet) {
        Hull hull = lease.connection();
        fleet.expect(hull.holders.incrementAndGet() == 1, "two holders");
        Thread.onSpinWait();
        fleet.expect(!hull.closed, "closed in the hands of its holder");
        hull.holders.decrementAndGet();
        if (ThreadLocalRandom.current().nextInt(20) == 0) {
            lease.discard(new IllegalStateException("discarded"));
        } else {
            lease.close();
        }
    }

    private static final class Hull {
        private final Address address;
        private final AtomicInteger holders = new AtomicInteger();
        private volatile boolean closed;

        Hull(Address address) {
            this.address = address;
        }
    }

    private record Servers(SteeredFleet fleet) implements Transport<Hull> {

        @Override
        public CompletionStage<Hull> connect(Endpoint endpoint) {
            fleet.opened(endpoint.address());
            int open = fleet.open(endpoint.address());
            fleet.expect(open <= MAX, open + " connections to " + endpoint.address());
            return CompletableFuture.completedFuture(new Hull(endpoint.address()));
        }

        @Override
        public void close(Hull hull) {
            fleet.expect(!hull.closed, "closed twice");
            fleet.expect(hull.holders.get() == 0, "closed under its holder");
            hull.closed = true;
            fleet.closed(hull.address);
        }
    }
}
