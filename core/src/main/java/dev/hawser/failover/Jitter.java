// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import java.util.random.RandomGenerator;

/**
 * How chance is mixed into a delay, so that clients that failed together don't come back together.
 *
 * <p>Each kind turns a planned delay h into one within the bounds below, evenly spread. None looks at the delay
 * before, so the mean doesn't drift. The names and the first two formulas are those of "Exponential backoff and
 * jitter" (AWS Architecture Blog, 2015); the last is the form of gRFC A6.
 *
 * <table>
 * <caption>Bounds and means</caption>
 * <tr><th>kind</th><th>from</th><th>to</th><th>mean</th></tr>
 * <tr><td>{@link #none()}</td><td>h</td><td>h</td><td>h</td></tr>
 * <tr><td>{@link #full()}</td><td>0</td><td>h</td><td>h/2</td></tr>
 * <tr><td>{@link #equal()}</td><td>h/2</td><td>h</td><td>3h/4</td></tr>
 * <tr><td>{@link #proportional(double) proportional(x)}</td><td>h(1 - x)</td><td>h(1 + x)</td><td>h</td></tr>
 * </table>
 */
public sealed interface Jitter {

    /** The delay as planned: for tests, and for those who are alone. */
    static Jitter none() {
        return new Proportional(0);
    }

    /** Anything up to the delay: spreads best, and may be as good as no delay. */
    static Jitter full() {
        return new Share(0);
    }

    /** At least half of the delay. */
    static Jitter equal() {
        return new Share(0.5);
    }

    /** The delay, more or less by the share {@code spread}; the one that may exceed it. */
    static Jitter proportional(double spread) {
        return new Proportional(spread);
    }

    /** The delay to use in place of {@code nanos}, which is not negative. */
    long apply(double nanos, RandomGenerator random);

    /**
     * From a share of the delay to all of it.
     *
     * @param least the share that is always waited
     */
    record Share(double least) implements Jitter {

        public Share {
            checkShare("least", least);
        }

        @Override
        public long apply(double nanos, RandomGenerator random) {
            return (long) (nanos * (least + (1 - least) * random.nextDouble()));
        }

        @Override
        public String toString() {
            return "at least " + percent(least);
        }
    }

    /**
     * Around the delay.
     *
     * @param spread how far to either side, as a share of the delay
     */
    record Proportional(double spread) implements Jitter {

        public Proportional {
            checkShare("spread", spread);
        }

        @Override
        public long apply(double nanos, RandomGenerator random) {
            return (long) (spread == 0 ? nanos : nanos * (1 - spread + 2 * spread * random.nextDouble()));
        }

        @Override
        public String toString() {
            return spread == 0 ? "without jitter" : "±" + percent(spread);
        }
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static void checkShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
    }
}
