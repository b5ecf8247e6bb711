// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.Watching.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.servers.ConsulSetup;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault F25 with a real agent: it is down, restarted, forgetful, stuck, one of several. The set is kept meanwhile. */
@Tag("long")
@Timeout(120)
@ExtendWith(ConsulLogs.class)
class ConsulOutageIT {
    private static final Duration BACK = Duration.ofSeconds(5);

    private static final Duration GONE = Duration.ofSeconds(5);

    private final String service = Watching.newService();

    private ConsulInstance instance(int port) {
        return ConsulInstance.of(service, port);
    }

    private Watching watch(ConsulAgent... agents) {
        return Watching.of(service, at(agents));
    }

    /** After a restart that forgot all, the index is smaller than ours: waiting for ours would be for ever. */
    @Test
    void anIndexThatGoesBackStartsTheWatchOver() {
        try (ConsulAgent consul = ConsulAgent.start()) {
            for (int i = 0; i < 100; i++) {
                consul.put("/v1/kv/count", Integer.toString(i)); // each raises the index
            }
            consul.register(instance(7000));
            try (Watching watching = watch(consul).awaitPorts(7000)) {
                consul.restart();
                watching.awaitProblem("empty answer");
                assertThat(watching.ports()).containsExactly(7000);

                consul.register(instance(7001));
                watching.awaitPorts(7001);
            }
        }
    }

    @Test
    void aRestartWithItsDataChangesNothing() {
        try (ConsulAgent consul = ConsulAgent.start(ConsulSetup.defaults().withKeptData())) {
            consul.register(instance(7000));
            try (Watching watching = watch(consul).awaitPorts(7000)) {
                consul.restart();
                consul.pass(service + "-7000"); // a check of this kind is critical after a restart
                consul.register(instance(7001));

                watching.awaitPorts(7000, 7001);
                assertThat(watching.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void aKilledAgentTakesNothingAwayAndIsWatchedAgainWithinFiveSeconds() {
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.register(instance(7000));
            try (Watching watching = watch(consul).awaitPorts(7000)) {
                consul.kill();
                watching.awaitProblem(consul.address());
                assertThat(watching.ports()).containsExactly(7000);

                consul.startAgain();
                long up = System.nanoTime();
                consul.register(instance(7001));
                watching.awaitPorts(7001);

                Duration took = Duration.ofNanos(watching.changedAt() - up);
                System.out.println("watched again after " + took.toMillis() + " ms");
                assertThat(took).isLessThan(BACK);
            }
        }
    }

    @Test
    void anAgentThatIsDownAtTheStartIsFoundWhenItIsUp() {
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.kill();
            try (Watching watching = watch(consul)) {
                watching.awaitProblem("no endpoints known yet");

                consul.startAgain();
                long up = System.nanoTime();
                consul.register(instance(7000));
                watching.awaitPorts(7000);

                assertThat(Duration.ofNanos(watching.changedAt() - up)).isLessThan(BACK);
            }
        }
    }

    @Test
    void theNextAgentIsAskedWhenTheFirstIsDead() {
        try (ConsulAgent dead = ConsulAgent.start();
                ConsulAgent alive = ConsulAgent.start()) {
            dead.kill();
            alive.register(instance(7000));

            try (Watching watching = watch(dead, alive).awaitPorts(7000)) {
                alive.register(instance(7001));
                watching.awaitPorts(7000, 7001);
            }
        }
    }

    @Test
    void theNextAgentIsAskedWhenTheFirstIsKilled() {
        try (ConsulAgent first = ConsulAgent.start();
                ConsulAgent second = ConsulAgent.start()) {
            first.register(instance(7000));
            second.register(instance(7000));
            try (Watching watching = watch(first, second).awaitPorts(7000)) {
                first.kill();
                second.register(instance(7001));

                watching.awaitPorts(7000, 7001);
            }
        }
    }

    /** Connections stand and nothing comes. Time passes faster for the watch than for us. */
    @Test
    void aQueryThatHangsForTooLongIsEndedByItsOwnTimeoutAndTheSetIsKept() {
        FakeTime time = new FakeTime();
        RecordingWatcher heard = new RecordingWatcher();
        ExecutorService threads = Threads.blocking("consul-test");
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.register(instance(7000));
            ConsulDiscovery discovery = ConsulDiscovery.of(service, at(consul));
            try (Discovery.Subscription watch = discovery.watch(heard, new Discovery.Context(time, threads))) {
                await().until(heard::addresses, List.of("127.0.0.1:7000")::equals);
                passUntil(time, () -> false, Duration.ofSeconds(1)); // now the next query hangs
                consul.stop();

                time.advance(Duration.ofMinutes(5)); // as long as Consul may take
                assertThat(heard.failures()).isEmpty();
                passUntil(time, () -> !heard.failures().isEmpty(), Duration.ofMinutes(1));
                assertThat(heard.failures().get(0)).hasMessageContaining("no answer within");
                assertThat(heard.answers()).hasSize(1);

                consul.cont();
                consul.register(instance(7001));
                passUntil(time, () -> heard.addresses().size() == 2, Duration.ofMinutes(1));
                assertThat(heard.addresses()).containsExactly("127.0.0.1:7000", "127.0.0.1:7001");
            }
        } finally {
            Threads.end(threads);
        }
    }

    /** Advances virtual time step by step until something holds, or for so long; each step gives real time to work. */
    private static void passUntil(FakeTime time, BooleanSupplier done, Duration most) {
        Duration step = Duration.ofMillis(200);
        for (Duration passed = Duration.ZERO;
                passed.compareTo(most) < 0 && !done.getAsBoolean();
                passed = passed.plus(step)) {
            time.advance(step);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Test
    void theNextAgentIsAskedWhenTheFirstIsStuck() {
        FakeTime time = new FakeTime();
        RecordingWatcher heard = new RecordingWatcher();
        ExecutorService threads = Threads.blocking("consul-test");
        try (ConsulAgent stuck = ConsulAgent.start();
                ConsulAgent alive = ConsulAgent.start()) {
            alive.register(instance(7000));
            stuck.stop();
            ConsulDiscovery discovery = ConsulDiscovery.of(service, at(stuck, alive));
            try (Discovery.Subscription watch = discovery.watch(heard, new Discovery.Context(time, threads))) {
                passUntil(time, () -> !heard.answers().isEmpty(), Duration.ofMinutes(1));

                assertThat(heard.addresses()).containsExactly("127.0.0.1:7000");
                assertThat(heard.failures()).hasSize(1);
            }
        } finally {
            Threads.end(threads);
        }
    }

    // ---- the end of a watch

    /** The query would hang for five minutes. */
    @Test
    void closeEndsTheHangingQueryAtOnceAndLeavesNoThreadAndNoSocket() {
        try (ConsulAgent consul = ConsulAgent.start()) {
            consul.register(instance(7000));
            Set<Thread> before = threads();
            Watching watching = watch(consul).awaitPorts(7000);
            assertThat(Sockets.heldTo(consul.port())).isEqualTo(1);

            long begun = System.nanoTime();
            watching.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            await().atMost(GONE).until(() -> Sockets.heldTo(consul.port()) == 0);
            await().atMost(GONE)
                    .untilAsserted(() -> assertThat(threads())
                            .filteredOn(thread -> !before.contains(thread))
                            .isEmpty());
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .collect(Collectors.toSet());
    }
}
