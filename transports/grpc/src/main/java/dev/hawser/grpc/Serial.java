// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one step at a time into the affairs of one call, and nobody wait: whoever comes while another is inside leaves
 * the step to them.
 *
 * <p>Steps run in the order of their arrival. A step that arrives from within another, as a callback does, runs after it.
 */
final class Serial {
    /*
     * State        null: nobody inside. BUSY: somebody, and nothing left for them. Else a stack of steps that were left for
     *              whoever is inside, the latest on top, BUSY at the bottom.
     * Who changes  Any thread: null→BUSY enters; pushing leaves a step. Only who is inside: BUSY→null, and taking the stack.
     * Never        waits; runs two steps at once; runs a step under a lock.
     * Hot path     tryEnter() and exit(): one CAS each, nothing allocated.
     * Why it holds A step is pushed by CAS onto what was seen, so only while somebody is inside; and who is inside can leave
     *              only by CAS from BUSY, which fails if a step was pushed. So no step is left behind. What one step
     *              wrote the next one sees: there is a CAS of this field between them.
     */
    private static final Logger log = LoggerFactory.getLogger(Serial.class);
    private static final Step BUSY = new Step(() -> {}, null);
    private static final AtomicReferenceFieldUpdater<Serial, @Nullable Step> STEPS =
            AtomicReferenceFieldUpdater.newUpdater(Serial.class, Step.class, "steps");

    @SuppressWarnings("UnusedVariable") // used by STEPS
    private volatile @Nullable Step steps;

    /** Enters, if nobody is inside; {@link #exit} must follow. */
    boolean tryEnter() {
        return STEPS.compareAndSet(this, null, BUSY);
    }

    /** Runs what was left meanwhile, and leaves. */
    void exit() {
        while (!STEPS.compareAndSet(this, BUSY, null)) {
            runAll(STEPS.getAndSet(this, BUSY));
        }
    }

    /** Runs the step now, or leaves it to whoever is inside. */
    void run(Runnable step) {
        while (true) {
            Step seen = STEPS.get(this);
            if (seen == null) {
                if (tryEnter()) {
                    try {
                        step.run();
                    } finally {
                        exit();
                    }
                    return;
                }
            } else if (STEPS.compareAndSet(this, seen, new Step(step, seen))) {
                return;
            }
        }
    }

    /** Whether steps were left that nobody has begun to run. */
    boolean hasBacklog() {
        Step seen = STEPS.get(this);
        return seen != null && seen != BUSY;
    }

    private static void runAll(@Nullable Step latest) {
        for (Step each = reversed(latest); each != null; each = each.before) {
            try {
                each.work.run();
            } catch (RuntimeException | Error e) {
                log.error("a step of a call failed; the steps after it are not affected", e);
            }
        }
    }

    private static @Nullable Step reversed(@Nullable Step latest) {
        Step oldest = null;
        for (Step each = latest; each != null && each != BUSY; each = each.before) {
            oldest = new Step(each.work, oldest);
        }
        return oldest;
    }

    private static final class Step {
        private final Runnable work;
        private final @Nullable Step before;

        Step(Runnable work, @Nullable Step before) {
            this.work = work;
            this.before = before;
        }
    }
}
