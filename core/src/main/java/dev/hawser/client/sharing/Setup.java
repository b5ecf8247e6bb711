// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Balancer;
import dev.hawser.failover.Backoff;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.internal.Tally;
import dev.hawser.internal.engine.Waits;
import dev.hawser.pool.UseTimes;
import dev.hawser.time.Time;
import dev.hawser.view.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What all members of one pool share: the user's choices as they were when the pool was built, the clock, and who hears of
 * calls. Immutable, but for what is counted.
 *
 * @param <C> the connection
 */
final class Setup<C> {

    /** Where a backoff of zero and a connect that fails at once would spin. A thousand attempts a second are eager. */
    private static final long SHORTEST_BACKOFF_NANOS = 1_000_000;

    private final String name;
    private final Time time;
    private final Signals<C> signals;
    private final Front<C> front = new Front<>();
    private final Balancer balancer;
    private final SharingOptions sharing;
    private final Backoff backoff;
    private final OutlierOptions outliers;
    private final Optional<CheckOptions> checks;
    private final int maxWaiters;
    private final RandomGenerator random;
    private final boolean usesLoad;
    private final Waits waits;
    private final UseTimes uses;
    private final Tally tally = new Tally();
    private final Map<String, Setting> settings;

    Setup(SharedPoolBuilder<C> chosen, String name, Time time, Signals<C> signals) {
        this.name = name;
        this.time = time;
        this.signals = signals;
        this.balancer = chosen.balancer;
        this.sharing = chosen.sharing;
        this.backoff = chosen.backoff;
        this.outliers = chosen.outliers;
        this.checks = chosen.checks;
        this.maxWaiters = chosen.maxWaiters;
        this.random = chosen.random;
        this.usesLoad = chosen.balancer.usesLoad();
        this.waits = new Waits(name, time, tally, chosen.longWait);
        this.uses = new UseTimes(chosen.timing, time);
        this.settings = Chosen.settings(chosen);
    }

    String name() {
        return name;
    }

    /** All of it. */
    Map<String, Setting> settings() {
        return settings;
    }

    Time time() {
        return time;
    }

    Signals<C> signals() {
        return signals;
    }

    Front<C> front() {
        return front;
    }

    Balancer balancer() {
        return balancer;
    }

    boolean usesLoad() {
        return usesLoad;
    }

    /** How long calls take. */
    UseTimes uses() {
        return uses;
    }

    /** What else is done. */
    Tally tally() {
        return tally;
    }

    SharingOptions sharing() {
        return sharing;
    }

    OutlierOptions outliers() {
        return outliers;
    }

    Optional<CheckOptions> checks() {
        return checks;
    }

    int maxWaiters() {
        return maxWaiters;
    }

    /** How long callers wait. */
    Waits waits() {
        return waits;
    }

    RandomGenerator random() {
        return random;
    }

    /** A place on a connection was given back: on the hot path, so it is told only if somebody waits for it. */
    void left() {
        if (front.waiting) {
            signals.left();
        }
    }

    /** How long to leave an endpoint alone after so many failures in a row. */
    long backoffNanos(int failures) {
        return Math.max(SHORTEST_BACKOFF_NANOS, backoff.delayNanos(failures, random));
    }

    /** A time, give or take a tenth, so that what began together doesn't go on together. */
    long aboutNanos(long nanos) {
        return (long) (nanos * (0.9 + 0.2 * random.nextDouble()));
    }

    /**
     * Hears what happens on the way of calls, on their threads and without a lock.
     *
     * @param <C> the connection
     */
    interface Signals<C> {
        /** An endpoint's turn came while it had no connection, or it has much in flight. */
        void asked(Member<C> member);

        /** A place on a connection was given back while somebody waited. */
        void left();

        /** A call failed, and the endpoint's record calls for a look. */
        void suspected(Member<C> member);

        /** The call that was let through to an ejected endpoint has ended. */
        void probed(Member<C> member, long ticket, boolean succeeded);

        /** The last call has left a connection that is being drained. */
        void emptied(Link<C> link);
    }
}
