// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.LastGood.Kind;
import dev.hawser.discovery.LastGood.Problem;
import dev.hawser.discovery.LastGood.Verdict;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.internal.Serial;
import dev.hawser.time.Time;
import dev.hawser.time.Time.Scheduled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches a discovery for somebody who wants only what {@link LastGood} lets through, at the pace that
 * {@link FollowOptions} allow: sets that differ from the one before, and problems to report.
 *
 * <p>The follower is called without a lock, one call at a time, by a thread that brought an answer or by a timer's.
 * Safe for use by any thread.
 */
public final class LastGoodWatch implements Discovery.Watcher, AutoCloseable {

    private final Discovery discovery;
    private final Time time;
    private final Follower follower;

    /** All that happens, one thing at a time and in order; the lock is for those who only look. */
    private final Serial serial = new Serial();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LastGood lastGood;

    @GuardedBy("lock")
    private final Churn churn;

    @GuardedBy("lock")
    private @Nullable Problem problem;

    @GuardedBy("lock")
    private long failingSince;

    @GuardedBy("lock")
    private Scheduled wake = () -> {};

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private Discovery.Subscription subscription = () -> {};

    /** @param time what the answers' age is measured with, and what all timers run on */
    public LastGoodWatch(Discovery discovery, FollowOptions options, Time time, Follower follower) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.time = requireNonNull(time, "time");
        this.follower = requireNonNull(follower, "follower");
        this.lastGood = new LastGood(options.emptyAnswer());
        this.churn = new Churn(options);
    }

    /** Follows {@linkplain FollowOptions#immediately() immediately}. */
    public LastGoodWatch(Discovery discovery, EmptyAnswer emptyAnswer, Time time, Follower follower) {
        this(discovery, FollowOptions.immediately().withEmptyAnswer(emptyAnswer), time, follower);
    }

    /** Starts the watch, unless it is closed already; answers may come before this returns. Call it once. */
    public void start(Executor executor) {
        if (isClosed()) {
            return;
        }
        Discovery.Subscription begun = discovery.watch(this, new Discovery.Context(time, executor));
        boolean late;
        lock.lock();
        try {
            subscription = begun;
            late = closed;
        } finally {
            lock.unlock();
        }
        if (late) { // by the follower, or by another thread, which had nothing to close yet
            begun.close();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        serial.execute(() -> follow(judge -> judge.onAnswer(endpoints, time.nanoTime())));
    }

    @Override
    public void onGone() {
        serial.execute(() -> follow(judge -> judge.onGone(time.nanoTime())));
    }

    @Override
    public void onFailure(Throwable cause) {
        serial.execute(() -> follow(judge -> judge.onFailure(cause)));
    }

    private void follow(Function<LastGood, Verdict> word) {
        Verdict verdict;
        Optional<Duration> recovery;
        Optional<Churn.Step> step;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long now = time.nanoTime();
            verdict = word.apply(lastGood);
            recovery = takeNote(verdict, now);
            step = verdict.publish().map(endpoints -> churn.onSet(endpoints, now));
        } finally {
            lock.unlock();
        }
        step.ifPresent(this::act);
        recovery.ifPresent(follower::onRecovered);
        verdict.problems().forEach(follower::onProblem);
    }

    /** For how long the source had been failing, if that is over now. */
    @GuardedBy("lock")
    private Optional<Duration> takeNote(Verdict verdict, long now) {
        for (Problem each : verdict.problems()) {
            if (each.kind() != Kind.DUPLICATES) {
                failingSince = problem == null ? now : failingSince;
                problem = each;
            }
        }
        if (problem == null || lastGood.failures() > 0) {
            return Optional.empty();
        }
        problem = null;
        return Optional.of(Duration.ofNanos(now - failingSince));
    }

    private void act(Churn.Step step) {
        wakeIn(step.wakeNanos());
        step.publish().ifPresent(follower::onEndpoints);
    }

    /** One timer at a time. Only steps set it, and they come one at a time. */
    private void wakeIn(OptionalLong nanos) {
        Scheduled next =
                nanos.isPresent() ? time.schedule(nanos.getAsLong(), () -> serial.execute(this::wake)) : () -> {};
        Scheduled unwanted;
        lock.lock();
        try {
            unwanted = closed ? next : wake;
            wake = closed ? wake : next;
        } finally {
            lock.unlock();
        }
        unwanted.cancel();
    }

    private void wake() {
        Churn.Step step;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            step = churn.onTime(time.nanoTime());
        } finally {
            lock.unlock();
        }
        act(step);
    }

    /** The discovery in words; its kind only, if it fails at that, for views and news of failures ask for it. */
    public String source() {
        try {
            return discovery.describe();
        } catch (RuntimeException | Error foreign) {
            return discovery.getClass().getSimpleName();
        }
    }

    /** How long ago discovery last gave an answer that was used; absent before the first. */
    public Optional<Duration> age() {
        lock.lock();
        try {
            return lastGood.age(time.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with discovery; absent if its latest word was good, and before the first. */
    public Optional<DiscoveryProblem> problem() {
        lock.lock();
        try {
            return Optional.ofNullable(problem)
                    .map(p -> new DiscoveryProblem(p.message(), Duration.ofNanos(time.nanoTime() - failingSince)));
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch; idempotent. */
    @Override
    public void close() {
        Scheduled last;
        Discovery.Subscription open;
        lock.lock();
        try {
            closed = true;
            last = wake;
            open = subscription;
        } finally {
            lock.unlock();
        }
        last.cancel();
        open.close();
    }

    /** Hears what is worth hearing. Must not block. */
    public interface Follower {

        /** The whole new set, without duplicates. */
        void onEndpoints(List<Endpoint> endpoints);

        /** An answer was not used, or only in part. */
        void onProblem(Problem problem);

        /** The first good answer after some that were not used; {@code after} the first of those. */
        default void onRecovered(Duration after) {}
    }
}
