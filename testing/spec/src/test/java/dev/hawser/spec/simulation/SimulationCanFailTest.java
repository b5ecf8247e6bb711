// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.WaitOptions;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.failover.Backoff;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.time.Time;
import dev.hawser.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A simulation that cannot fail proves nothing: each promise is broken on purpose, and found broken. */
class SimulationCanFailTest {

    private static final int SEEDS = 300;

    @Test
    void moreConnectionsThanTheMaximumAreNoticed() {
        assertNoticed("I4", options(b -> b.pool(PoolOptions.defaults().withMaxConnections(50))));
    }

    @Test
    void moreAttemptsAtATimeThanAllowedAreNoticed() {
        assertNoticed(
                "attempts at a time",
                options(b -> b.pool(PoolOptions.defaults().withMaxConnections(4).withMaxConnecting(4))));
    }

    @Test
    void anIgnoredRateLimitIsNoticed() {
        assertNoticed("I13", options(b -> b.rateLimit(RateLimit.none())));
    }

    @Test
    void overtakingIsNoticed() {
        assertNoticed(
                "FIFO", options(b -> b.waiting(WaitOptions.defaults().withFairness(WaitOptions.Fairness.UNFAIR))));
    }

    @Test
    void anIgnoredBackoffCapIsNoticed() {
        assertNoticed("I9", options(b -> b.reconnectBackoff(Backoff.constant(Duration.ofMinutes(5)))));
    }

    @Test
    void connectionsThatAreNeverCheckedAreNoticed() {
        assertNoticed("unchecked", options(b -> b.lifetime(LifetimeOptions.unlimited())));
    }

    @Test
    void connectionsThatGetTooOldAreNoticed() {
        assertNoticed("older than", options(b -> b.lifetime(LifetimeOptions.unlimited())));
    }

    @Test
    void callersRefusedBeforeTheirDeadlineAreNoticed() {
        assertNoticed("I3", options(b -> b.waiting(WaitOptions.defaults().withWhenDown(WaitOptions.WhenDown.FAIL))));
    }

    /** A lost wake-up by another name: every tenth alarm of the pool's never rings. */
    @Test
    void aLostAlarmIsNoticed() {
        assertNoticed("", new Sabotage() {
            private int alarms;

            @Override
            public Time time(Time time) {
                return new Time() {
                    @Override
                    public long nanoTime() {
                        return time.nanoTime();
                    }

                    @Override
                    public Scheduled schedule(long delayNanos, Runnable task) {
                        return ++alarms % 10 == 0 ? () -> {} : time.schedule(delayNanos, task);
                    }
                };
            }
        });
    }

    @Test
    void aClockThatRunsLateForTimersIsNoticed() {
        assertNoticed("I3", new Sabotage() {
            @Override
            public Time time(Time time) {
                return new Time() {
                    @Override
                    public long nanoTime() {
                        return time.nanoTime();
                    }

                    @Override
                    public Scheduled schedule(long delayNanos, Runnable task) {
                        return time.schedule(delayNanos + 1, task);
                    }
                };
            }
        });
    }

    @Test
    void aConnectionThatStaysOpenIsNoticed() {
        assertNoticed("open", transport(servers -> new Spoilt(servers) {
            @Override
            public void close(Link link) {}
        }));
    }

    @Test
    void aConnectionGivenToTwoHoldersIsNoticed() {
        assertNoticed("I5", transport(servers -> new Spoilt(servers) {
            private Optional<Link> first = Optional.empty();

            @Override
            public CompletionStage<Link> connect(Endpoint endpoint) {
                return first.isPresent()
                        ? CompletableFuture.completedFuture(first.get())
                        : servers.connect(endpoint).whenComplete((link, problem) -> first = Optional.ofNullable(link));
            }
        }));
    }

    @Test
    void aCheckThatChecksNothingIsNoticed() {
        Sabotage blind = transport(servers -> new Spoilt(servers) {
            @Override
            public CompletionStage<Void> probe(Link link) {
                link.probedAt = link.idleSince;
                return CompletableFuture.completedFuture(null);
            }
        });

        assertNoticed("unchecked", blind);
    }

    private static void assertNoticed(String promise, Sabotage sabotage) {
        Optional<String> broken = Optional.empty();
        for (long seed = 0;
                seed < SEEDS && broken.filter(b -> isAbout(promise, b)).isEmpty();
                seed++) {
            broken = new Simulation(seed, sabotage).run().broken();
        }

        assertThat(broken).as("a pool that breaks '%s'", promise).isPresent();
        assertThat(broken.orElseThrow().lines().findFirst().orElseThrow()).contains(promise);
    }

    private static boolean isAbout(String promise, String broken) {
        return broken.lines().findFirst().orElseThrow().contains(promise);
    }

    private static Sabotage options(UnaryOperator<ConnectionPoolBuilder<Link>> change) {
        return new Sabotage() {
            @Override
            public ConnectionPoolBuilder<Link> options(ConnectionPoolBuilder<Link> chosen) {
                return change.apply(chosen);
            }
        };
    }

    private static Sabotage transport(UnaryOperator<Transport<Link>> change) {
        return new Sabotage() {
            @Override
            public Transport<Link> transport(Transport<Link> servers) {
                return change.apply(servers);
            }
        };
    }

    private static class Spoilt implements Transport<Link> {
        private final Transport<Link> servers;

        Spoilt(Transport<Link> servers) {
            this.servers = servers;
        }

        @Override
        public CompletionStage<Link> connect(Endpoint endpoint) {
            return servers.connect(endpoint);
        }

        @Override
        public CompletionStage<Void> probe(Link link) {
            return servers.probe(link);
        }

        @Override
        public void close(Link link) throws Exception {
            servers.close(link);
        }

        @Override
        public void shutdown() {
            servers.shutdown();
        }
    }
}
