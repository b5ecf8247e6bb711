// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps meter registries in step with the series that there should be. */
final class Binding {
    /*
     * State        registries: who is kept in step, and which series each has. announced: a step is scheduled.
     * Who changes  Any thread; the series under `stepping`.
     * Never        a meter registry is called by whoever tells news: that is for the timer's thread, and for those who
     *              bind, watch or close. Only these take `stepping`, and meter registries are called under it: it orders
     *              nothing else, and whoever has bound or closed must find it done.
     * Hot path     changed(): one read if a step is scheduled already, or nobody is bound.
     * Why it holds A step clears `announced` before it asks what there should be, so news that come later schedule another
     *              one.
     */

    /** Changes in a row are one step. Short for people, long for a computer: arbitrary. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Logger log = LoggerFactory.getLogger(Binding.class);

    private final Supplier<List<Series>> wanted;
    private final Time time;
    private final List<Registered> registries = new CopyOnWriteArrayList<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final ReentrantLock stepping = new ReentrantLock();

    Binding(Supplier<List<Series>> wanted, Time time) {
        this.wanted = wanted;
        this.time = time;
    }

    /** Registers what there should be, now and from now on. Another time changes nothing. */
    void add(MeterRegistry registry) {
        if (registries.stream().noneMatch(known -> known.registry == registry)) {
            registries.add(new Registered(registry));
        }
        step();
    }

    /** There may be other series now. Calls no meter registry. */
    void changed() {
        if (!registries.isEmpty() && !announced.get() && announced.compareAndSet(false, true)) {
            time.schedule(GATHER_NANOS, this::step);
        }
    }

    /** Makes the series what they should be, and returns when they are. */
    void step() {
        stepping.lock();
        try {
            announced.set(false);
            List<Series> now = wanted.get();
            registries.forEach(registered -> registered.become(now));
        } catch (RuntimeException e) {
            log.warn("meters stay as they were", e);
        } finally {
            stepping.unlock();
        }
    }
}
