// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static dev.hawser.micrometer.Quay.A;
import static dev.hawser.micrometer.Quay.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool does shows in its meters. */
@Timeout(30)
class PoolMetricsTest {

    @Test
    void connectionsAreShownByState() throws Exception {
        try (Quay quay = Quay.perPool(A);
                Lease<?> lease = quay.lent.acquire()) {
            quay.lent.acquire().close();
            quay.settle();

            assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "busy"))
                    .isEqualTo(1);
            assertThat(quay.gauge("hawser.pool.connections", "pool", "lent", "state", "idle"))
                    .isEqualTo(1);
            assertThat(quay.gauge("hawser.pool.connections.max", "pool", "lent"))
                    .isEqualTo(quay.lent.snapshot().endpoints().get(0).max());
            assertThat(quay.timer("hawser.pool.creation", "pool", "lent").count())
                    .isEqualTo(2);
            assertThat(quay.counter("hawser.endpoint.requests", "pool", "lent", "outcome", "success"))
                    .isEqualTo(2);
        }
    }

    @Test
    void leasesOfEndpointsThatAreGoneStayCounted() throws Exception {
        try (Quay quay = Quay.perPool(A)) {
            quay.lent.acquire().close();
            quay.settle();
            assertThat(quay.counter("hawser.endpoint.requests", "pool", "lent", "outcome", "success"))
                    .isEqualTo(1);

            quay.lentDiscovery.publish(B);
            quay.settle();
            quay.lent.acquire().close();
            quay.settle();

            assertThat(quay.counter("hawser.endpoint.requests", "pool", "lent", "outcome", "success"))
                    .isEqualTo(2);
        }
    }

    @Test
    void failedConnectsAndDiscoveryAreCounted() {
        try (Quay quay = Quay.perPool(A)) {
            quay.lentServers.server(A).refuses();
            quay.lent.acquireAsync(Duration.ofSeconds(1));
            quay.lentDiscovery.fail(new IOException("down"));
            quay.settle();

            assertThat(quay.timer("hawser.pool.creation", "pool", "lent", "outcome", "failure")
                            .count())
                    .isGreaterThanOrEqualTo(1);
            assertThat(quay.gauge("hawser.endpoint.state", "pool", "lent", "state", "down"))
                    .isEqualTo(1);
            assertThat(quay.gauge("hawser.pool.pending", "pool", "lent")).isEqualTo(1);
            assertThat(quay.counter("hawser.discovery.updates", "pool", "lent", "outcome", "failed"))
                    .isEqualTo(1);
            assertThat(quay.gauge("hawser.discovery.age", "pool", "lent")).isGreaterThan(0.5);

            quay.time.advance(Duration.ofSeconds(1));
            assertThat(quay.timer("hawser.pool.acquire", "pool", "lent", "outcome", "refused")
                            .totalTime(TimeUnit.SECONDS))
                    .isEqualTo(1);
        }
    }

    @Test
    void theTagEndpointIsOffUnlessAskedFor() {
        try (Quay quay = Quay.perPool(A, B)) {
            assertThat(quay.meters.getMeters())
                    .allSatisfy(meter ->
                            assertThat(meter.getId().getTag("endpoint")).isNull());
            assertThat(quay.gauge("hawser.endpoint.weight", "pool", "lent")).isEqualTo(2);
        }
    }

    @Test
    void theSeriesOfARemovedEndpointVanish() {
        try (Quay quay = Quay.perEndpoint(A, B)) {
            assertThat(quay.has("hawser.endpoint.weight", "pool", "lent", "endpoint", A))
                    .isTrue();

            quay.lentDiscovery.publish(B);
            quay.sharedDiscovery.publish(B);
            quay.settle();

            assertThat(quay.meters.getMeters())
                    .noneSatisfy(meter ->
                            assertThat(meter.getId().getTag("endpoint")).isEqualTo(A));
            assertThat(quay.gauge("hawser.endpoint.weight", "pool", "lent", "endpoint", B))
                    .isEqualTo(1);
        }
    }

    /** Its lease is still out, so the pool knows the endpoint for a while; discovery doesn't. */
    @Test
    void theSeriesOfARemovedEndpointVanishWhileItDrains() throws Exception {
        try (Quay quay = Quay.perEndpoint(A, B);
                Lease<?> lease = quay.lent.acquire()) {
            String busy = quay.lentServers.connections().get(0).address().toString();

            quay.lentDiscovery.publish(busy.equals(A) ? B : A);
            quay.settle();

            assertThat(quay.lent.snapshot().endpoints()).hasSize(2);
            assertThat(quay.has("hawser.endpoint.state", "pool", "lent", "endpoint", busy))
                    .isFalse();
        }
    }

    @Test
    void tenThousandEndpointsThatComeAndGoLeaveNoSeriesBehind() {
        try (Quay quay = Quay.perEndpoint()) {
            int before = quay.meters.getMeters().size();
            for (int round = 0; round < 100; round++) {
                String[] hundred = new String[100];
                for (int i = 0; i < hundred.length; i++) {
                    hundred[i] = "10.1." + round + "." + i + ":7001";
                }
                quay.lentDiscovery.publish(hundred);
                quay.settle();

                assertThat(quay.meters.getMeters().size()).isBetween(before, before + 100 * 11);
            }
            assertThat(quay.has("hawser.endpoint.weight", "pool", "lent", "endpoint", "10.1.99.99:7001"))
                    .isTrue();

            quay.lentDiscovery.gone();
            quay.time.advance(Duration.ofMinutes(5));

            assertThat(quay.meters.getMeters()).hasSize(before);
        }
    }

    /** What a registry keeps of series that are gone would be seen in the heap: 20,000 of them are some 10 MB. */
    @Test
    void endpointsThatAreGoneLeaveNeitherThreadsNorMemory() {
        try (Quay quay = Quay.perEndpoint()) {
            churn(quay, 20, 0);
            int threads = Thread.activeCount();
            long before = usedBytes();

            churn(quay, 20, 100);

            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            assertThat(usedBytes() - before).isLessThan(3_000_000);
        }
    }

    private static void churn(Quay quay, int rounds, int first) {
        for (int round = first; round < first + rounds; round++) {
            String[] hundred = new String[100];
            for (int i = 0; i < hundred.length; i++) {
                hundred[i] = "10.3." + round + "." + i + ":7001";
            }
            quay.lentDiscovery.publish(hundred);
            quay.settle();
        }
    }

    private static long usedBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void tenThousandEndpointsAtOnceAreTheSeriesOfOnePool() {
        try (Quay quay = Quay.perPool(A)) {
            int before = quay.meters.getMeters().size();
            String[] many = new String[10_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = "10.2." + i / 250 + "." + i % 250 + ":7001";
            }
            quay.lentDiscovery.publish(many);
            quay.time.advance(Duration.ofMinutes(1));

            assertThat(quay.meters.getMeters()).hasSize(before);
            assertThat(quay.gauge("hawser.endpoint.weight", "pool", "lent")).isEqualTo(10_000);
        }
    }

    /**
     * A listener that is behind loses the oldest events, and that of a discovery that replaces ten thousand endpoints comes
     * before ten thousand others: series of endpoints that were gone stayed until something else changed.
     */
    @Test
    void lostEventsMayHaveBeenOfEndpointsThatAreGone() {
        try (Quay quay = Quay.perEndpoint(A, B);
                PoolMetrics deaf = new PoolMetrics(true, quay.time, () -> {})) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            deaf.bindTo(registry);
            deaf.watch(quay.lent);
            quay.lentDiscovery.publish(B);
            quay.settle();
            assertThat(registry.find("hawser.endpoint.weight")
                            .tag("endpoint", A)
                            .gauge())
                    .isNotNull();

            deaf.onEvent(new PoolEvent.EventsLost("lent", 1));
            quay.settle();

            assertThat(registry.find("hawser.endpoint.weight")
                            .tag("endpoint", A)
                            .gauge())
                    .isNull();
        }
    }

    @Test
    void aClosedPoolHasNoSeries() {
        try (Quay quay = Quay.perEndpoint(A)) {
            quay.lent.close();
            quay.settle();

            assertThat(quay.meters.getMeters())
                    .isNotEmpty()
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getTag("pool")).isEqualTo("shared"));
        }
    }

    /** A call may end, and a leader's answer come, after the pool: its series would stay for ever. */
    @Test
    void whatComesAfterTheEndOfAPoolBringsNothingBack() {
        try (Quay quay = Quay.perPool(A)) {
            quay.shared.close();
            quay.settle();

            Optional<Address> a = Optional.of(Address.parse(A));
            quay.metrics.onEvent(new PoolEvent.LeaderChanged("shared", a, Optional.empty(), "silent for 10s"));
            quay.metrics.onEvent(new PoolEvent.CallRetried("shared", "a/b", a, 1, "no", Duration.ZERO));
            quay.settle();

            assertThat(quay.has("hawser.pool.leaks", "pool", "lent")).isTrue();
            assertThat(quay.has("hawser.pool.leaks", "pool", "shared")).isFalse();
        }
    }

    @Test
    void closingRemovesEveryMeterFromEveryRegistry() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        other.gauge("somebody.elses", 1);
        try (Quay quay = Quay.perEndpoint(A)) {
            quay.metrics.bindTo(other);
            assertThat(other.getMeters()).hasSizeGreaterThan(10);

            quay.metrics.close();
            quay.lentDiscovery.publish(B);
            quay.settle();

            assertThat(quay.meters.getMeters()).isEmpty();
            assertThat(other.getMeters()).extracting(m -> m.getId().getName()).containsExactly("somebody.elses");
        }
    }

    @Test
    void whatHappenedBeforeARegistryWasBoundIsThere() throws Exception {
        try (Quay quay = Quay.perPool(A)) {
            quay.lent.acquire().close();
            SimpleMeterRegistry late = new SimpleMeterRegistry();
            quay.metrics.bindTo(late);

            assertThat(late.get("hawser.pool.creation")
                            .tags("pool", "lent")
                            .functionTimer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void bindingOneRegistryTwiceChangesNothing() {
        try (Quay quay = Quay.perPool(A)) {
            int before = quay.meters.getMeters().size();
            quay.metrics.bindTo(quay.meters);
            assertThat(quay.meters.getMeters()).hasSize(before);

            quay.metrics.close();
            assertThat(quay.meters.getMeters()).isEmpty();
        }
    }

    @Test
    void aRegistryThatHangsHoldsNobodyUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        SimpleMeterRegistry slow = new SimpleMeterRegistry();
        slow.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                asked.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return id;
            }
        });
        try (PoolMetrics metrics = PoolMetrics.perEndpoint()) {
            metrics.bindTo(slow);
            metrics.onEvent(opened());
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            metrics.onEvent(opened()); // would wait for ever if it called the registry
            released.countDown();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(slow.get("hawser.pool.creation")
                                    .functionTimer()
                                    .count())
                            .isEqualTo(2));
        }
        assertThat(slow.getMeters()).isEmpty();
    }

    /** The series were registered by the timer's thread a moment later, if that was at it: a scrape could miss the pool. */
    @Test
    void whoeverWatchesFindsTheSeriesEvenIfTheTimerIsAtIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                asked.countDown();
                return id;
            }
        });
        try (Quay quay = Quay.perPool(A);
                PoolMetrics metrics = PoolMetrics.perPool()) {
            metrics.bindTo(meters);
            metrics.onEvent(opened());
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            metrics.watch(quay.shared);

            assertThat(meters.find("hawser.pool.pending").tags("pool", "shared").gauge())
                    .isNotNull();
        }
    }

    @Test
    void aRegistryThatThrowsKeepsNothingElseFromBeingRegistered() {
        SimpleMeterRegistry picky = new SimpleMeterRegistry();
        picky.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (id.getName().equals("hawser.pool.leaks")) {
                    throw new IllegalStateException("I don't like leaks");
                }
                return id;
            }
        });
        FakeTime time = new FakeTime();
        PoolMetrics metrics = new PoolMetrics(false, time, () -> {});
        metrics.bindTo(picky);

        metrics.onEvent(opened());
        time.runUntilIdle();

        assertThat(picky.find("hawser.pool.leaks").meter()).isNull();
        assertThat(picky.find("hawser.pool.creation").meter()).isNotNull();
        metrics.close();
        assertThat(picky.getMeters()).isEmpty();
    }

    private static PoolEvent opened() {
        return new PoolEvent.ConnectionOpened("kv", Address.parse(A), Duration.ofMillis(2));
    }

    /** Registries let through what a counter's source throws: a scrape had no answer, for all pools. */
    @Test
    void aPoolThatCannotBeLookedAtAnyMoreShowsWhatWasSeenAndOthersGoOn() {
        AtomicBoolean broken = new AtomicBoolean();
        FakeTime time = new FakeTime();
        try (Quay quay = Quay.perPool(A);
                PoolMetrics metrics = new PoolMetrics(false, time, () -> {})) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            metrics.bindTo(registry);
            metrics.watch(new Viewed() {
                @Override
                public PoolView view() {
                    if (broken.get()) {
                        throw new IllegalStateException("as scripted");
                    }
                    return quay.lent.view();
                }

                @Override
                public PoolControl control() {
                    return quay.lent.control();
                }

                @Override
                public boolean isClosed() {
                    return false;
                }
            });
            FunctionCounter requests = registry.get("hawser.endpoint.requests")
                    .tags("pool", "lent", "outcome", "success")
                    .functionCounter();
            assertThat(requests.count()).isZero();

            broken.set(true);
            time.advance(Duration.ofSeconds(1));
            metrics.onEvent(new PoolEvent.EndpointsChanged(
                    "another", List.of(Address.parse("10.0.0.9:1")), List.of(), List.of()));
            time.advance(Duration.ofSeconds(1));

            assertThat(requests.count()).isZero();
            assertThat(registry.find("hawser.discovery.updates")
                            .tag("pool", "another")
                            .meters())
                    .isNotEmpty();
        }
    }
}
