// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.spec.consul.Client.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a real Consul to calls over pools of both kinds, while instances come and go and Consul itself does. */
@Tag("long")
@Timeout(180)
@ExtendWith(ConsulLogs.class)
class ConsulPathIT {
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final Duration PACE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How long Consul is down, in seconds: six in the build, a minute for the acceptance figure. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("hawser.consul.outage", 6));

    private static ConsulAgent consul;

    private final String service = "path" + SERVICES.incrementAndGet();

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

    private Instance register(Instance instance) {
        consul.register(ConsulInstance.of(service, instance.port()));
        return instance;
    }

    private void deregister(Instance instance) {
        consul.deregister(service + "-" + instance.port());
    }

    private List<Instance> register(Kind kind, int count) {
        return new ArrayList<>(
                Stream.generate(kind::instance).limit(count).map(this::register).toList());
    }

    /** Waits until each has been asked. */
    private static void awaitUse(List<Instance> instances) {
        await().atMost(PATIENCE).until(() -> instances.stream().allMatch(each -> each.firstUsedAt() != 0));
    }

    /**
     * Measured from before the registration, so that what Consul takes is in it: its answer comes later. At steady load
     * of a call every two milliseconds.
     */
    @ParameterizedTest
    @EnumSource
    void aNewInstanceIsUsedWithinATenthOfASecond(Kind kind) {
        List<Instance> instances = register(kind, 1);
        List<Long> millis = new ArrayList<>();
        try (Client client = kind.over(consul, service);
                Load load = Load.of(client::call, Duration.ofMillis(2))) {
            awaitUse(instances);
            for (int i = 0; i < 9; i++) {
                Instance added = kind.instance();
                long before = System.nanoTime();
                instances.add(register(added));
                awaitUse(List.of(added));
                millis.add(Duration.ofNanos(added.firstUsedAt() - before).toMillis());
            }
            assertThat(load.failed).isEmpty();
        } finally {
            instances.forEach(Instance::close);
        }
        millis.sort(null);
        System.out.println(kind + ": registration to first use, in milliseconds: " + millis);

        assertThat(millis.get(millis.size() / 2)).isLessThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void noCallFailsWhileTenInstancesAreReplacedOneByOne(Kind kind) {
        List<Instance> instances = register(kind, 10);
        List<Instance> replaced = new ArrayList<>(instances);
        try (Client client = kind.over(consul, service);
                Load load = Load.of(client::call, PACE)) {
            awaitUse(instances);
            for (Instance old : replaced) {
                Instance next = register(kind.instance());
                instances.add(next);
                awaitUse(List.of(next));
                deregister(old);
                old.drain();
            }
            load.close();
            System.out.println(kind + ": calls during a deploy of 10 instances: " + load.answered);

            assertThat(load.failed).isEmpty();
            assertThat(load.answered).hasValueGreaterThan(100);
        } finally {
            instances.forEach(Instance::close);
        }
    }

    /** All together, for it costs the time of an outage: both kinds of pool, and what comes after it. */
    @Test
    void noCallFailsWhileConsulIsDownAndFiveSecondsAfterItIsBackChangesAreSeen() {
        String tcpService = service + "-tcp";
        String grpcService = service + "-grpc";
        try (ConsulAgent mortal = ConsulAgent.start();
                Deployment tcp = new Deployment(mortal, Kind.TCP, tcpService, 3);
                Deployment grpc = new Deployment(mortal, Kind.GRPC, grpcService, 3)) {
            tcp.awaitUse();
            grpc.awaitUse();
            mortal.kill();
            int before = tcp.load.answered.get() + grpc.load.answered.get();
            await().pollDelay(OUTAGE).atMost(OUTAGE.plus(PATIENCE)).until(() -> true);
            int during = tcp.load.answered.get() + grpc.load.answered.get() - before;

            mortal.startAgain(); // it has forgotten everything
            long up = System.nanoTime();
            Instance newTcp = tcp.add();
            Instance newGrpc = grpc.add();
            tcp.registerAll();
            grpc.registerAll();
            ConsulPathIT.awaitUse(List.of(newTcp, newGrpc));
            Duration back = Duration.ofNanos(Math.max(newTcp.firstUsedAt(), newGrpc.firstUsedAt()) - up);
            tcp.load.close();
            grpc.load.close();
            System.out.println("calls while Consul was down for " + OUTAGE.toSeconds() + " s: " + during
                    + "; a new instance was used " + back.toMillis() + " ms after it was back");

            assertThat(tcp.load.failed).isEmpty();
            assertThat(grpc.load.failed).isEmpty();
            assertThat(during).isGreaterThan((int) OUTAGE.toSeconds() * 20);
            assertThat(back).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** Servers of a service, a client, and load. */
    private static final class Deployment implements AutoCloseable {
        private final ConsulAgent consul;
        private final Kind kind;
        private final String service;
        private final List<Instance> instances = new ArrayList<>();
        private final Client client;
        final Load load;

        Deployment(ConsulAgent consul, Kind kind, String service, int count) {
            this.consul = consul;
            this.kind = kind;
            this.service = service;
            for (int i = 0; i < count; i++) {
                instances.add(kind.instance());
            }
            registerAll();
            client = kind.over(consul, service);
            load = Load.of(client::call, PACE);
        }

        void registerAll() {
            instances.forEach(each -> consul.register(ConsulInstance.of(service, each.port())));
        }

        /** Starts one more, and doesn't register it yet. */
        Instance add() {
            Instance added = kind.instance();
            instances.add(added);
            return added;
        }

        void awaitUse() {
            ConsulPathIT.awaitUse(instances);
        }

        @Override
        public void close() {
            load.close();
            client.close();
            instances.forEach(Instance::close);
        }
    }
}
