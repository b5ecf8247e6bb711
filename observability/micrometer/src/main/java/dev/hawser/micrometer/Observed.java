// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.time.Time;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at something, but not more often than four times a second: all series of one scrape come from a look or two, and
 * looking at a pool of thousands of endpoints takes its lock for a moment. Where looking fails, what was seen before counts:
 * a registry that asks for all its meters would get none. Safe for use by any thread.
 */
final class Observed<T> {

    /** Shorter than any interval of scraping, longer than one scrape: arbitrary between them. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Logger log = LoggerFactory.getLogger(Observed.class);

    private final UnaryOperator<Optional<T>> look;
    private final Time time;
    private final AtomicReference<@Nullable Look<T>> latest = new AtomicReference<>();

    private Observed(UnaryOperator<Optional<T>> look, Time time) {
        this.look = look;
        this.time = time;
    }

    private record Look<T>(T seen, long at) {}

    static <T> Observed<T> of(Supplier<T> source, Time time) {
        return new Observed<>(earlier -> Optional.of(source.get()), time);
    }

    /** @param look what is there now, given what was there before */
    static <T> Observed<T> inSteps(UnaryOperator<Optional<T>> look, Time time) {
        return new Observed<>(look, time);
    }

    T get() {
        Look<T> seen = latest.get();
        long now = time.nanoTime();
        if (seen != null && now - seen.at < FRESH_NANOS) {
            return seen.seen;
        }
        return lookAgain(seen, now);
    }

    /** What is there now, for those who decide by it; what others see stays as old as it is. */
    T now() {
        return look(latest.get());
    }

    /** Of two that look at the same time one is kept, so that what one counted isn't counted twice. */
    private T lookAgain(@Nullable Look<T> before, long now) {
        T fresh = look(before);
        latest.compareAndSet(before, new Look<>(fresh, now));
        return fresh;
    }

    private T look(@Nullable Look<T> before) {
        try {
            return look.apply(Optional.ofNullable(before).map(Look::seen)).orElseThrow();
        } catch (RuntimeException e) {
            if (before == null) {
                throw e;
            }
            log.debug("a look failed; what was seen before is shown", e);
            return before.seen;
        }
    }
}
