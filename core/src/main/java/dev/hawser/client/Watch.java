// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Listens to discovery on behalf of a pool: passes good answers on, and reports those it does not trust. */
final class Watch implements Discovery.Watcher, AutoCloseable {

    private final PoolSetup<?> setup;
    private final Discovery discovery;
    private final boolean trustEmpty;
    private final Engine<?> engine;

    private volatile Discovery.Subscription subscription = () -> {};
    private volatile boolean answered;
    private volatile long answeredAt;

    Watch(PoolSetup<?> setup, ConnectionPoolBuilder<?> chosen, Engine<?> engine) {
        this.setup = setup;
        this.discovery = chosen.discovery;
        this.trustEmpty = chosen.trustEmpty;
        this.engine = engine;
    }

    void start(Resources resources) {
        subscription = discovery.watch(this, new Discovery.Context(resources.time(), resources.executor()));
    }

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        if (endpoints.isEmpty() && answered && !trustEmpty) {
            report("an empty answer, ignored (the last good endpoints are kept)", Optional.empty());
            return;
        }
        answered = true;
        answeredAt = setup.time().nanoTime();
        engine.decide((core, now, effects) -> core.endpoints(endpoints, now, effects));
    }

    @Override
    public void onFailure(Throwable cause) {
        report("failed (the last good endpoints are kept)", Optional.of(cause));
    }

    private void report(String problem, Optional<Throwable> cause) {
        engine.tell(new PoolEvent.DiscoveryFailed(setup.name(), source(), problem, cause));
    }

    String source() {
        return discovery.describe();
    }

    /** How long ago discovery last gave an answer that was used. */
    Optional<Duration> age() {
        return answered ? Optional.of(Duration.ofNanos(setup.time().nanoTime() - answeredAt)) : Optional.empty();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
