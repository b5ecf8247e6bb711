// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.testkit.ScriptedSharedTransport;
import dev.hawser.testkit.ScriptedTransport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;

/** Two pools in virtual time, "lent" and "shared", and the meters of both. */
final class Quay implements AutoCloseable {

    static final String A = "10.0.0.1:7001";
    static final String B = "10.0.0.2:7001";

    final FakeTime time = new FakeTime();
    final ScriptedTransport lentServers = new ScriptedTransport(time);
    final ScriptedSharedTransport sharedServers = new ScriptedSharedTransport(time);
    final ScriptedDiscovery lentDiscovery = new ScriptedDiscovery();
    final ScriptedDiscovery sharedDiscovery = new ScriptedDiscovery();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PoolMetrics metrics;
    final ConnectionPool<ScriptedTransport.Connection> lent;
    final SharedPool<ScriptedSharedTransport.Connection> shared;

    private Quay(boolean perEndpoint) {
        metrics = new PoolMetrics(perEndpoint, time, () -> {});
        metrics.bindTo(meters);
        lent = lent();
        shared = SharedPool.builder(sharedDiscovery, sharedServers)
                .name("shared")
                .time(time)
                .executor(Runnable::run)
                .listener(metrics)
                .build();
    }

    /** Another one of that name, over the same servers, with the metrics as its listener. */
    ConnectionPool<ScriptedTransport.Connection> lent() {
        return ConnectionPool.builder(lentDiscovery, lentServers)
                .name("lent")
                .time(time)
                .executor(Runnable::run)
                .random(new Random(1))
                .emptyAnswer(EmptyAnswer.TRUST)
                .listener(metrics)
                .build();
    }

    static Quay perPool(String... endpoints) {
        return new Quay(false).start(endpoints);
    }

    static Quay perEndpoint(String... endpoints) {
        return new Quay(true).start(endpoints);
    }

    private Quay start(String... endpoints) {
        lentDiscovery.publish(endpoints);
        sharedDiscovery.publish(endpoints);
        metrics.watch(lent);
        metrics.watch(shared);
        settle();
        return this;
    }

    /** Long enough for series to come and go, and for values to be looked at anew. */
    void settle() {
        time.advance(Duration.ofMillis(300));
    }

    double gauge(String name, String... tags) {
        Gauge gauge = meters.get(name).tags(tags).gauge();
        return gauge.value();
    }

    double counter(String name, String... tags) {
        FunctionCounter counter = meters.get(name).tags(tags).functionCounter();
        return counter.count();
    }

    FunctionTimer timer(String name, String... tags) {
        return meters.get(name).tags(tags).functionTimer();
    }

    boolean has(String name, String... tags) {
        return meters.find(name).tags(tags).meter() != null;
    }

    @Override
    public void close() {
        lent.close(Duration.ZERO);
        shared.close();
        metrics.close();
    }
}
