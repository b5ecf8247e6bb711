// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.view.Histogram;
import dev.hawser.view.PoolView.Use;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened in a pool off the hot path since it began: failures, refusals, waits. Nothing in it ever falls. Safe for use by
 * any thread.
 */
public final class Tally {

    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Durations waits = new Durations();

    /** A use ended by an endpoint's fault. */
    public void failed() {
        failed.increment();
    }

    /** A caller got no connection. */
    public void refused() {
        refused.increment();
    }

    /** A caller has waited so long, and got a connection or was refused. */
    public void waited(long nanos) {
        waits.record(nanos);
    }

    /**
     * All of it, with what is counted elsewhere.
     *
     * @param total uses
     * @param uses how long they took
     */
    public Use use(long total, Histogram uses) {
        return new Use(total, failed.sum(), refused.sum(), 0, 0, waits.histogram(), uses, OptionalDouble.empty());
    }
}
