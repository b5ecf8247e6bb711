// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Endpoints that come, go, are drained and weighed while calls run, and what must hold meanwhile, whatever the kind of pool. */
final class SteeredFleet implements PoolListener {

    private static final long PATIENCE_MILLIS = 60_000;

    /** The first is never removed: an answer without endpoints is not believed at once. */
    private static final List<Endpoint> ENDPOINTS =
            List.of(Endpoint.of("10.0.0.1:1"), Endpoint.of("10.0.0.2:1"), Endpoint.of("10.0.0.3:1"));

    final EndpointRegistry registry = new EndpointRegistry();
    final AtomicLong served = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    private final Map<Address, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<Thread> callers = new ArrayList<>();
    private final List<Thread> steering = new ArrayList<>();
    private final AtomicInteger drainsHeard = new AtomicInteger();
    private final AtomicLong eventsLost = new AtomicLong();
    private volatile boolean quiet;
    private volatile boolean over;
    private volatile boolean closed;

    SteeredFleet() {
        ENDPOINTS.forEach(registry::register);
    }

    /** Begins to call and to steer. */
    void start(Viewed pool, int calls, Runnable caller) {
        for (Endpoint endpoint : ENDPOINTS) {
            open.put(endpoint.address(), new AtomicInteger());
            operators.add(new Operator(endpoint, pool, registry, endpoint != ENDPOINTS.get(0), this));
        }
        for (int i = 0; i < calls; i++) {
            callers.add(thread(caller));
        }
        operators.forEach(operator -> steering.add(thread(operator)));
        steering.add(thread(() -> weigh(pool)));
        callers.forEach(Thread::start);
        steering.forEach(Thread::start);
    }

    private Thread thread(Runnable body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (RuntimeException | Error problem) {
                mistakes.add("threw: " + problem);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    /** A second operator, who knows nothing of the others. */
    private void weigh(Viewed pool) {
        ThreadLocalRandom dice = ThreadLocalRandom.current();
        while (!over) {
            Address address = ENDPOINTS.get(dice.nextInt(ENDPOINTS.size())).address();
            OptionalInt weight = dice.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(1 + dice.nextInt(9));
            try {
                pool.control().weigh(address, weight);
            } catch (IllegalArgumentException removed) {
                // it has just gone
            }
            Thread.yield();
        }
    }

    /** Lets calls and steering end, calls first: whoever waits then must be served, though all else goes on. */
    void end() throws InterruptedException {
        quiet = true;
        join(callers, "is still waiting");
        over = true;
        join(steering, "is still steering");
    }

    /** From now on the pool answers to nobody. */
    void close(AutoCloseable pool) {
        closed = true;
        try {
            pool.close();
        } catch (Exception problem) {
            mistakes.add("close threw: " + problem);
        }
    }

    private static void join(List<Thread> threads, String otherwise) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).as(thread + " " + otherwise).isFalse();
        }
    }

    /** Whether no more calls are to be made. */
    boolean isQuiet() {
        return quiet;
    }

    /** Whether nobody steers any more. */
    boolean isOver() {
        return over;
    }

    boolean isClosed() {
        return closed;
    }

    /** For {@link #serves}, from before a call asks for a connection. */
    int[] spells() {
        return operators.stream().mapToInt(Operator::spell).toArray();
    }

    /** A call that asked after {@code spells} has been given that endpoint. */
    void serves(Address endpoint, int[] spells) {
        served.incrementAndGet();
        for (int i = 0; i < spells.length; i++) {
            Operator operator = operators.get(i);
            if (operator.endpoint.address().equals(endpoint)) {
                expect(!operator.isDrainedSince(spells[i]), "a drained endpoint was given new work: " + endpoint);
            }
        }
    }

    void opened(Address endpoint) {
        open.get(endpoint).incrementAndGet();
    }

    void closed(Address endpoint) {
        open.get(endpoint).decrementAndGet();
    }

    int open(Address endpoint) {
        return open.get(endpoint).get();
    }

    void expect(boolean holds, String promise) {
        if (!holds) {
            mistakes.add(promise);
        }
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointSteered steered && steered.what().startsWith("drained")) {
            drainsHeard.incrementAndGet();
        } else if (event instanceof PoolEvent.EventsLost lost) {
            eventsLost.addAndGet(lost.count());
        }
    }

    /** When nobody calls or steers any more, and the pool is still open. */
    void nothingIsLeftOver(PoolView view) {
        assertThat(mistakes).isEmpty();
        assertThat(served).hasPositiveValue();
        assertThat(view.waiting()).isZero();
        assertThat(view.use().total()).isEqualTo(served.get());
        assertThat(view.use().refused()).isEqualTo(refused.get());
        assertThat(view.endpoints()).allSatisfy(endpoint -> {
            assertThat(endpoint.traffic().inFlight()).isZero();
            assertThat(endpoint.steering().drained()).isFalse();
        });
        assertThat(drains()).isPositive();
    }

    /** When the pool is closed. */
    void nothingIsLeftOpen() {
        assertThat(mistakes).isEmpty();
        assertThat(open.values()).allSatisfy(count -> assertThat(count).hasValue(0));
    }

    /** When the pool's end has been told, and nobody steered while it was closed. */
    void eachDrainWasTold() {
        assertThat(drainsHeard.get()).isLessThanOrEqualTo(drains());
        assertThat(drainsHeard.get() + eventsLost.get()).isGreaterThanOrEqualTo(drains());
    }

    private int drains() {
        return operators.stream().mapToInt(Operator::drains).sum();
    }
}
