// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.testkit.FakeTime;
import dev.hawser.time.Time;

/** The pool's view of virtual time: counts what the pool has scheduled, and has the promises checked after each task. */
final class WatchedTime implements Time {

    private final FakeTime time;
    private final Runnable afterEach;
    private int pending;

    WatchedTime(FakeTime time, Runnable afterEach) {
        this.time = time;
        this.afterEach = afterEach;
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
        Timer timer = new Timer();
        Scheduled scheduled = time.schedule(delayNanos, () -> {
            timer.end();
            task.run();
            afterEach.run();
        });
        return () -> {
            scheduled.cancel();
            timer.end();
        };
    }

    /** Timers of the pool's that have neither run nor been cancelled. */
    int pending() {
        return pending;
    }

    private final class Timer {
        private boolean over;

        Timer() {
            pending++;
        }

        void end() {
            pending -= over ? 0 : 1;
            over = true;
        }
    }
}
