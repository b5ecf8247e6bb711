// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Listens to discovery on behalf of a pool: passes on what {@link LastGood} lets through, and reports the rest. */
final class Watch implements Discovery.Watcher, AutoCloseable {

    private final PoolSetup<?> setup;
    private final Discovery discovery;
    private final Engine<?> engine;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LastGood lastGood;

    private volatile Discovery.Subscription subscription = () -> {};

    Watch(PoolSetup<?> setup, ConnectionPoolBuilder<?> chosen, Engine<?> engine) {
        this.setup = setup;
        this.discovery = chosen.discovery;
        this.lastGood = new LastGood(chosen.emptyAnswer);
        this.engine = engine;
    }

    void start(Resources resources) {
        subscription = discovery.watch(this, new Discovery.Context(resources.time(), resources.executor()));
    }

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        follow(judge -> judge.onAnswer(endpoints, setup.time().nanoTime()));
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
        verdict.publish().ifPresent(set -> engine.decide((core, now, effects) -> core.endpoints(set, now, effects)));
        for (LastGood.Problem problem : verdict.problems()) {
            engine.decide((core, now, effects) -> core.troubled(problem)); // a reason for callers, too
            engine.tell(new PoolEvent.DiscoveryFailed(setup.name(), source(), problem.message(), problem.cause()));
        }
    }

    String source() {
        return discovery.describe();
    }

    /** How long ago discovery last gave an answer that was used. */
    Optional<Duration> age() {
        lock.lock();
        try {
            return lastGood.age(setup.time().nanoTime());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
