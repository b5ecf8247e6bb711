// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.spec.consul.Client.Kind;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault F28 with a real Consul: an instance comes and goes ten times a second. */
@Tag("long")
@Timeout(90)
@ExtendWith(ConsulLogs.class)
class ConsulChurnIT {
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final int SECONDS = 4;
    private static final int FLAPS_PER_SECOND = 10;

    private static ConsulAgent consul;

    private final String service = "churn" + SERVICES.incrementAndGet();

    @BeforeAll
    static void start() {
        consul = ConsulAgent.start();
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceThatFlapsTenTimesASecondGetsTwoConnectionsASecondAndNoCallFails(Kind kind) throws Exception {
        try (Instance steady = registered(kind);
                Instance flapping = registered(kind);
                Client client = kind.over(consul, service);
                Load load = Load.of(client::call, Duration.ofMillis(5))) {
            await().until(() -> steady.firstUsedAt() != 0 && flapping.firstUsedAt() != 0);
            int before = flapping.accepted();

            long begun = System.nanoTime();
            int flaps = flap(flapping);
            double seconds = (System.nanoTime() - begun) / 1e9;
            int opened = flapping.accepted() - before;
            load.close();
            System.out.printf("%s: %d flaps in %.1f s opened %d connections%n", kind, flaps, seconds, opened);

            assertThat(load.failed).isEmpty();
            assertThat(flaps).isGreaterThan(SECONDS * FLAPS_PER_SECOND / 2);
            assertThat(opened).isLessThanOrEqualTo((int) Math.ceil(2 * seconds));
        }
    }

    private Instance registered(Kind kind) {
        Instance instance = kind.instance();
        consul.register(ConsulInstance.of(service, instance.port()));
        return instance;
    }

    /** Goes and comes; how often it did. */
    private int flap(Instance instance) throws Exception {
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger flaps = new AtomicInteger();
        AtomicBoolean there = new AtomicBoolean(true);
        long half = TimeUnit.SECONDS.toNanos(1) / (2 * FLAPS_PER_SECOND);
        pace.scheduleAtFixedRate(
                () -> {
                    if (there.getAndSet(!there.get())) {
                        consul.deregister(service + "-" + instance.port());
                    } else {
                        consul.register(ConsulInstance.of(service, instance.port()));
                        flaps.incrementAndGet();
                    }
                },
                0,
                half,
                TimeUnit.NANOSECONDS);
        await().pollDelay(Duration.ofSeconds(SECONDS))
                .atMost(Duration.ofSeconds(SECONDS + 10))
                .until(() -> true);
        pace.shutdown();
        assertThat(pace.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        return flaps.get();
    }
}
