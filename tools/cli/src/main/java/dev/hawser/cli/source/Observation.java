// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A source being watched, as a pool would watch it, by somebody who wants to be told one thing after the other. */
public final class Observation implements AutoCloseable {

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();

    /** Problems since the last answer that was used. */
    private final AtomicInteger troubles = new AtomicInteger();

    private final ExecutorService executor = Threads.blocking("hawser-discover");
    private final LastGoodWatch watch;

    private Observation(Discovery discovery, Time time) {
        watch = new LastGoodWatch(new Attentive(discovery), EmptyAnswer.IGNORE, time, new Notes());
    }

    /** Begins to watch. */
    public static Observation of(Discovery discovery, Time time) {
        Observation observation = new Observation(discovery, time);
        observation.watch.start(observation.executor);
        return observation;
    }

    /** Waits for the next news, at most so long; absent if there was none. */
    public Optional<News> next(Duration most) throws InterruptedException {
        return Optional.ofNullable(news.poll(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS));
    }

    /** The source in words. */
    public String source() {
        return watch.source();
    }

    /** How old the set is; absent before the first. */
    public Optional<Duration> age() {
        return watch.age();
    }

    @Override
    public void close() {
        watch.close();
        Threads.end(executor);
    }

    private final class Notes implements LastGoodWatch.Follower {

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            news.add(new News.Found(endpoints));
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            if (problem.kind() != LastGood.Kind.DUPLICATES) {
                troubles.incrementAndGet();
            }
            news.add(new News.Trouble(problem));
        }
    }

    /** A good answer that changes nothing is silence to a pool, and after trouble the news that it is over to a person. */
    private final class Attentive implements Discovery {

        private final Discovery observed;

        Attentive(Discovery observed) {
            this.observed = observed;
        }

        @Override
        public Subscription watch(Watcher watcher, Context context) {
            return observed.watch(
                    new Watcher() {
                        @Override
                        public void onEndpoints(List<Endpoint> endpoints) {
                            heard(() -> watcher.onEndpoints(endpoints));
                        }

                        @Override
                        public void onGone() {
                            heard(watcher::onGone);
                        }

                        @Override
                        public void onFailure(Throwable cause) {
                            watcher.onFailure(cause);
                        }
                    },
                    context);
        }

        private void heard(Runnable passOn) {
            int before = troubles.get();
            passOn.run();
            if (before > 0 && troubles.compareAndSet(before, 0)) {
                news.add(new News.Recovered());
            }
        }

        @Override
        public String describe() {
            return observed.describe();
        }
    }
}
