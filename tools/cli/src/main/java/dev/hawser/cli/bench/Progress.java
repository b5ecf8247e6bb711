// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.Console;
import dev.hawser.cli.term.Numbers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line on standard error that says how far a run has come; only where that is a terminal, and gone at the end. */
final class Progress implements AutoCloseable {

    private static final String CLEAR = "\r\033[K";
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream err;
    private final boolean shown;
    private final BenchPlan plan;
    private final Tally tally;

    Progress(Console console, BenchPlan plan, Tally tally) {
        this.err = console.err();
        this.shown = console.terminal().err() && console.terminal().moves();
        this.plan = plan;
        this.tally = tally;
    }

    void show(long nanos) {
        if (shown) {
            err.print(CLEAR + words(nanos / NANOS_PER_SECOND));
            err.flush();
        }
    }

    private String words(double seconds) {
        long done = tally.done();
        String rate = seconds > 0 ? String.format(Locale.ROOT, "%,.0f", done / seconds) : "0";
        String of = plan.requests() == Long.MAX_VALUE ? "" : " of " + Numbers.count(plan.requests());
        String left = plan.duration()
                .map(Duration::toMillis)
                .map(millis -> ", " + Numbers.seconds(Math.max(0, millis / 1000.0 - seconds)) + " left")
                .orElse("");
        return Numbers.count(done) + of + " requests, " + rate + "/s, " + Numbers.count(tally.failures()) + " errors"
                + left;
    }

    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
