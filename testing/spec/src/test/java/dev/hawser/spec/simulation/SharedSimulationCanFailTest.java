// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.failover.Backoff;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A simulation that cannot fail proves nothing: each promise is broken on purpose, and found broken. */
class SharedSimulationCanFailTest {

    private static final int SEEDS = 300;

    @Test
    void moreConnectionsThanTheMaximumAreNoticed() {
        assertNoticed(
                "connections:", options(b -> b.sharing(SharingOptions.defaults().withConnections(5, 9))));
    }

    @Test
    void moreCallsOnAConnectionThanTheMaximumAreNoticed() {
        assertNoticed("calls on connection", options(b -> b.sharing(SharingOptions.defaults())));
    }

    @Test
    void anIgnoredBackoffCapIsNoticed() {
        assertNoticed("I9", options(b -> b.reconnectBackoff(Backoff.constant(Duration.ofMinutes(5)))));
    }

    @Test
    void aConnectTimeoutThatNeverComesIsNoticed() {
        assertNoticed("I9", options(b -> b.sharing(SharingOptions.defaults().withConnectTimeout(Duration.ofHours(1)))));
    }

    @Test
    void waitersRefusedForNoReasonAreNoticed() {
        assertNoticed("I9", transport(servers -> new Spoilt(servers) {
            @Override
            public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
                return CompletableFuture.failedFuture(new IllegalStateException("sabotage"));
            }
        }));
    }

    @Test
    void anUnheardLossIsNoticed() {
        assertNoticed("lost connection", transport(servers -> new Spoilt(servers) {
            @Override
            public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
                return servers.connect(endpoint, cause -> {});
            }
        }));
    }

    @Test
    void aConnectionThatStaysOpenIsNoticed() {
        assertNoticed("open", transport(servers -> new Spoilt(servers) {
            @Override
            public void close(Connection connection) {}
        }));
    }

    @Test
    void aConnectionClosedTwiceIsNoticed() {
        assertNoticed("closed twice", transport(servers -> new Spoilt(servers) {
            @Override
            public void close(Connection connection) throws Exception {
                servers.close(connection);
                servers.close(connection);
            }
        }));
    }

    @Test
    void oneConnectionHadTwiceIsNoticed() {
        AtomicReference<@Nullable Connection> first = new AtomicReference<>();
        assertNoticed("", transport(servers -> new Spoilt(servers) {
            @Override
            public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
                Connection had = first.get();
                return had != null
                        ? CompletableFuture.completedFuture(had)
                        : servers.connect(endpoint, loss)
                                .whenComplete((connection, problem) -> first.compareAndSet(null, connection));
            }
        }));
    }

    @Test
    void timersThatNeverFireAreNoticed() {
        assertNoticed("", time((time, delay, task) -> ++alarms % 10 == 0 ? () -> {} : time.schedule(delay, task)));
    }

    private int alarms;

    @Test
    void timersThatFireLateAreNoticed() {
        assertNoticed("beyond its deadline", time((time, delay, task) -> time.schedule(delay + 200_000_000, task)));
    }

    @Test
    void timersThatCannotBeCancelledAreNoticed() {
        assertNoticed("timers are left", time((time, delay, task) -> {
            time.schedule(delay, task);
            return () -> {};
        }));
    }

    private static void assertNoticed(String promise, SharedSabotage sabotage) {
        Optional<String> broken = Optional.empty();
        for (long seed = 0;
                seed < SEEDS && broken.filter(b -> isAbout(promise, b)).isEmpty();
                seed++) {
            broken = new SharedSimulation(seed, sabotage).run().broken();
        }

        assertThat(broken).as("a pool that breaks '%s'", promise).isPresent();
        assertThat(broken.orElseThrow().lines().findFirst().orElseThrow()).contains(promise);
    }

    private static boolean isAbout(String promise, String broken) {
        return broken.lines().findFirst().orElseThrow().contains(promise);
    }

    private static SharedSabotage options(UnaryOperator<SharedPoolBuilder<Connection>> change) {
        return new SharedSabotage() {
            @Override
            public SharedPoolBuilder<Connection> options(SharedPoolBuilder<Connection> chosen) {
                return change.apply(chosen);
            }
        };
    }

    private static SharedSabotage transport(UnaryOperator<SharedTransport<Connection>> change) {
        return new SharedSabotage() {
            @Override
            public SharedTransport<Connection> transport(SharedTransport<Connection> servers) {
                return change.apply(servers);
            }
        };
    }

    private static SharedSabotage time(Scheduling scheduling) {
        return new SharedSabotage() {
            @Override
            public Time time(Time time) {
                return new Time() {
                    @Override
                    public long nanoTime() {
                        return time.nanoTime();
                    }

                    @Override
                    public Scheduled schedule(long delayNanos, Runnable task) {
                        return scheduling.schedule(time, delayNanos, task);
                    }
                };
            }
        };
    }

    @FunctionalInterface
    private interface Scheduling {
        Time.Scheduled schedule(Time time, long delayNanos, Runnable task);
    }

    private static class Spoilt implements SharedTransport<Connection> {
        final SharedTransport<Connection> servers;

        Spoilt(SharedTransport<Connection> servers) {
            this.servers = servers;
        }

        @Override
        public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
            return servers.connect(endpoint, loss);
        }

        @Override
        public CompletionStage<Void> check(Connection connection) {
            return servers.check(connection);
        }

        @Override
        public void close(Connection connection) throws Exception {
            servers.close(connection);
        }

        @Override
        public void shutdown() {
            servers.shutdown();
        }
    }
}
