// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolControl;
import dev.hawser.view.Viewed;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Somebody who drains one endpoint and takes it back, and has discovery remove and add it, again and again; and who knows at
 * any moment whether it may get anything new. Nobody else does these things to that endpoint.
 */
final class Operator implements Runnable {

    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(20);

    final Endpoint endpoint;
    private final Viewed pool;
    private final EndpointRegistry registry;
    private final boolean mayRemove;
    private final SteeredFleet fleet;

    /** Odd from when drain() has returned until just before it is taken back, or the endpoint is removed. */
    private final AtomicInteger spell = new AtomicInteger();

    private final AtomicInteger drains = new AtomicInteger();

    Operator(Endpoint endpoint, Viewed pool, EndpointRegistry registry, boolean mayRemove, SteeredFleet fleet) {
        this.endpoint = endpoint;
        this.pool = pool;
        this.registry = registry;
        this.mayRemove = mayRemove;
        this.fleet = fleet;
    }

    int spell() {
        return spell.get();
    }

    /** Whether the endpoint has been drained without a break since {@link #spell} gave that answer. */
    boolean isDrainedSince(int before) {
        return before % 2 == 1 && before == spell.get();
    }

    /** How often it was drained. */
    int drains() {
        return drains.get();
    }

    @Override
    public void run() {
        try {
            steer(pool.control());
        } catch (IllegalArgumentException unknown) { // removed for good, if nobody follows discovery any more
            fleet.expect(fleet.isClosed(), "not known though registered: " + unknown);
        }
    }

    private void steer(PoolControl control) {
        while (!fleet.isOver()) {
            pause();
            control.drain(endpoint.address());
            drains.incrementAndGet();
            spell.incrementAndGet();
            watchDrained();
            spell.incrementAndGet();
            if (mayRemove && ThreadLocalRandom.current().nextInt(3) == 0) {
                comeBack();
            } else {
                control.undrain(endpoint.address());
            }
            fleet.expect(fleet.isClosed() || steered().isEmpty(), "drained though taken back: " + endpoint);
        }
    }

    private void watchDrained() {
        if (ThreadLocalRandom.current().nextBoolean()) {
            await(() -> fleet.open(endpoint.address()) == 0, "connections to a drained endpoint stay open: ");
        }
        pause();
        EndpointState state = steered().map(EndpointView::state).orElse(EndpointState.IDLE);
        fleet.expect(
                fleet.isClosed() || state == EndpointState.DRAINING, endpoint + " is drained, and shown as " + state);
    }

    /** What an operator did to an endpoint is forgotten when discovery removes it. */
    private void comeBack() {
        registry.deregister(endpoint.address());
        await(() -> !isKnown(), "a removal is not noticed: ");
        registry.register(endpoint);
        await(this::isKnown, "an endpoint that came back is not noticed: ");
    }

    private boolean isKnown() {
        try {
            pool.control().weigh(endpoint.address(), OptionalInt.empty());
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private Optional<EndpointView> steered() {
        return pool.view().endpoints().stream()
                .filter(each -> each.endpoint().address().equals(endpoint.address()))
                .filter(each -> each.steering().drained())
                .findFirst();
    }

    private void await(BooleanSupplier awaited, String otherwise) {
        long began = System.nanoTime();
        while (!awaited.getAsBoolean() && !fleet.isClosed()) {
            if (System.nanoTime() - began > LATE_NANOS) {
                fleet.expect(false, otherwise + pool.view());
                return;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
