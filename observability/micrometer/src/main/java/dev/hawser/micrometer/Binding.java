// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps meter registries in step with the series that there should be. */
final class Binding {
    /*
     * State        registries: who is kept in step. announced: a step is scheduled. steps: how often somebody asked for a
     *              step since the last was made; who raises it from 0 makes them, for all who come meanwhile.
     * Who changes  Any thread.
     * Never        a meter registry is called by whoever tells news: that is for the timer's thread, and for those who
     *              bind, watch or close.
     * Hot path     changed(): one read if a step is scheduled already, or nobody is bound.
     * Why it holds A step clears `announced` before it asks what there should be, so news that come later schedule another
     *              one. Registered is used by the one thread that raised `steps` from 0, until it has put it back.
     */

    /** Changes in a row are one step. Short for people, long for a computer: arbitrary. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Logger log = LoggerFactory.getLogger(Binding.class);

    private final Supplier<List<Series>> wanted;
    private final Time time;
    private final List<Registered> registries = new CopyOnWriteArrayList<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final AtomicInteger steps = new AtomicInteger();

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

    void step() {
        int seen = steps.incrementAndGet();
        if (seen > 1) {
            return;
        }
        do {
            announced.set(false);
            makeStep();
            seen = steps.addAndGet(-seen);
        } while (seen > 0);
    }

    private void makeStep() {
        try {
            List<Series> now = wanted.get();
            registries.forEach(registered -> registered.become(now));
        } catch (RuntimeException e) {
            log.warn("meters stay as they were", e);
        }
    }
}
