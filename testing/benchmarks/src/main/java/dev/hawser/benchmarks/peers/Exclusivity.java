// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks, before anything is timed, that a pool keeps its word: no connection in two hands, never more connections
 * than the shape allows, and all of them there again at the end. A pool that cheats would win every race.
 */
public final class Exclusivity {

    private static final long NANOS = 100_000_000L;

    private final PoolUnderTest pool;
    private final Shape shape;
    private final ConcurrentMap<Object, Thread> holders = new ConcurrentHashMap<>();
    private final Set<Object> seen = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> problem = new AtomicReference<>();

    private Exclusivity(PoolUnderTest pool, Shape shape) {
        this.pool = pool;
        this.shape = shape;
    }

    /** Has {@code threads} threads claim and return for a tenth of a second. */
    public static void check(PoolUnderTest pool, Shape shape, int threads, ThreadFactory factory) throws Exception {
        if (!(pool instanceof Nothing)) {
            new Exclusivity(pool, shape).check(threads, factory);
        }
    }

    private void check(int threads, ThreadFactory factory) throws Exception {
        long end = System.nanoTime() + NANOS;
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i;
            Thread thread = factory.newThread(() -> claimUntil(end, first));
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        Throwable found = problem.get();
        if (found != null) {
            throw new IllegalStateException("not exclusive, or broken: " + found, found);
        }
        checkAllAreBack();
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is the point
    private void claimUntil(long end, int firstTurn) {
        try {
            for (int turn = firstTurn; System.nanoTime() - end < 0; turn++) {
                Object lease = pool.claim(turn);
                Object connection = pool.connection(lease);
                hold(connection);
                // Lets go of the core while holding, now and then, so that others find the pool empty.
                if (turn % 64 == 0) {
                    Thread.yield();
                }
                release(connection);
                pool.giveBack(lease);
            }
        } catch (Exception | AssertionError e) {
            problem.compareAndSet(null, e);
        }
    }

    private void hold(Object connection) {
        seen.add(connection);
        Thread other = holders.putIfAbsent(connection, Thread.currentThread());
        if (other != null) {
            throw new AssertionError(connection + " held by " + other + " and " + Thread.currentThread());
        }
    }

    private void release(Object connection) {
        if (!holders.remove(connection, Thread.currentThread())) {
            throw new AssertionError(connection + " was taken from " + Thread.currentThread());
        }
    }

    private void checkAllAreBack() throws Exception {
        Object[] leases = new Object[shape.connections()];
        for (int turn = 0; turn < leases.length; turn++) {
            leases[turn] = pool.claim(turn);
            seen.add(pool.connection(leases[turn]));
        }
        for (Object lease : leases) {
            pool.giveBack(lease);
        }
        if (seen.size() != shape.connections()) {
            throw new IllegalStateException(seen.size() + " connections seen (expected: " + shape.connections() + ")");
        }
    }
}
