// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Watches a discovery for somebody who wants only what {@link LastGood} lets through: sets that differ from the one
 * before, and problems to report.
 *
 * <p>The follower is called without a lock, by the thread that brought the answer, one call at a time if the discovery
 * keeps its contract. Safe for use by any thread.
 */
public final class LastGoodWatch implements Discovery.Watcher, AutoCloseable {

    private final Discovery discovery;
    private final Time time;
    private final Follower follower;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LastGood lastGood;

    private volatile Discovery.Subscription subscription = () -> {};

    /** @param time what the answers' age is measured with, and what the discovery's own timers run on */
    public LastGoodWatch(Discovery discovery, EmptyAnswer emptyAnswer, Time time, Follower follower) {
        this.discovery = requireNonNull(discovery, "discovery");
        this.time = requireNonNull(time, "time");
        this.follower = requireNonNull(follower, "follower");
        this.lastGood = new LastGood(emptyAnswer);
    }

    /** Starts the watch; answers may come before this returns. Call it once. */
    public void start(Executor executor) {
        subscription = discovery.watch(this, new Discovery.Context(time, executor));
    }

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        follow(judge -> judge.onAnswer(endpoints, time.nanoTime()));
    }

    @Override
    public void onGone() {
        follow(judge -> judge.onGone(time.nanoTime()));
    }

    @Override
    public void onFailure(Throwable cause) {
        follow(judge -> judge.onFailure(cause));
    }

    private void follow(Function<LastGood, LastGood.Verdict> news) {
        LastGood.Verdict verdict;
        lock.lock();
        try {
            verdict = news.apply(lastGood);
        } finally {
            lock.unlock();
        }
        verdict.publish().ifPresent(follower::onEndpoints);
        verdict.problems().forEach(follower::onProblem);
    }

    /** The discovery in words. */
    public String source() {
        return discovery.describe();
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

    /** Ends the watch; idempotent. */
    @Override
    public void close() {
        subscription.close();
    }

    /** Hears what is worth hearing. Must not block. */
    public interface Follower {

        /** The whole new set, without duplicates. */
        void onEndpoints(List<Endpoint> endpoints);

        /** An answer was not used, or only in part. */
        void onProblem(LastGood.Problem problem);
    }
}
