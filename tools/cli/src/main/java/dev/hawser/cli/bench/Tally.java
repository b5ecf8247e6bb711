// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.stats.Causes;
import dev.hawser.cli.stats.Latencies;
import dev.hawser.cli.stats.Score;
import dev.hawser.endpoint.Address;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts how requests ended. Safe for use by any thread. */
final class Tally implements Line.Heard {

    private static final int DIGITS = 3;

    private final Map<Address, Score> servers = new ConcurrentSkipListMap<>();
    private final Score nobody = new Score();
    private final Recorder waits = new Recorder(DIGITS);
    private final LongAdder done = new LongAdder();
    private final LongAdder failures = new LongAdder();

    @Override
    public void answered(Address server, long waitNanos, long nanos) {
        waits.recordValue(Latencies.toMicros(waitNanos));
        of(server).answered(nanos);
        done.increment();
    }

    @Override
    public void failed(Address server, long waitNanos, Throwable cause) {
        waits.recordValue(Latencies.toMicros(waitNanos));
        of(server).failed(words(cause));
        failures.increment();
        done.increment();
    }

    @Override
    public void refused(Throwable cause) {
        nobody.failed(words(cause));
        failures.increment();
        done.increment();
    }

    private static String words(Throwable cause) {
        return cause instanceof Reply.UnexpectedReplyException ? String.valueOf(cause.getMessage()) : Causes.of(cause);
    }

    Score of(Address server) {
        return servers.computeIfAbsent(server, s -> new Score());
    }

    /** Requests that got no connection. */
    Score nobody() {
        return nobody;
    }

    /** Requests that have ended. */
    long done() {
        return done.sum();
    }

    long failures() {
        return failures.sum();
    }

    /** How long requests waited for their connections. To be called once, in the end. */
    Histogram waits() {
        return waits.getIntervalHistogram();
    }
}
