// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.WaitOptions;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.IdleOrder;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import java.time.Duration;
import java.util.Random;

/**
 * The settings of one simulated pool, drawn from its seed. Small numbers, because trouble is where limits meet.
 *
 * @param servers how many servers there are, registered or not
 * @param slowCloses whether closing a connection takes a while, in the background
 * @param throwingListener whether the pool's listener throws each time
 * @param paceMillis the longest pause between two things that happen
 */
record Scenario(
        int servers,
        PoolOptions pool,
        LifetimeOptions lifetime,
        WaitOptions waiting,
        RateLimit rate,
        boolean slowCloses,
        boolean throwingListener,
        int paceMillis) {

    private static final double JITTER = 0.2;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    static Scenario draw(Random dice) {
        int max = 1 + dice.nextInt(4);
        PoolOptions pool = new PoolOptions(
                max,
                dice.nextInt(3) == 0 ? dice.nextInt(max + 1) : 0,
                1 + dice.nextInt(3),
                IdleOrder.values()[dice.nextInt(IdleOrder.values().length)],
                Duration.ofMillis(50 + dice.nextInt(1_000)));
        RateLimit rate = dice.nextInt(3) > 0
                ? RateLimit.none()
                : RateLimit.perSecond(1 + dice.nextInt(200)).withBurst(1 + dice.nextInt(3));
        return new Scenario(
                1 + dice.nextInt(5),
                pool,
                lifetime(dice),
                waiting(dice),
                rate,
                dice.nextInt(3) == 0,
                dice.nextInt(10) == 0,
                new int[] {1, 10, 100, 1_000}[dice.nextInt(4)]);
    }

    private static LifetimeOptions lifetime(Random dice) {
        LifetimeOptions options = LifetimeOptions.unlimited();
        if (dice.nextBoolean()) {
            options = options.withValidateAfter(Duration.ofMillis(new int[] {0, 50, 500}[dice.nextInt(3)]));
        }
        if (dice.nextInt(3) == 0) {
            options = options.withKeepAlive(Duration.ofMillis(50 + dice.nextInt(1_000)));
        }
        if (dice.nextInt(3) == 0) {
            options = options.withIdleTimeout(Duration.ofMillis(50 + dice.nextInt(2_000)));
        }
        if (dice.nextInt(3) == 0) {
            options = options.withMaxLifetime(Duration.ofMillis(100 + dice.nextInt(3_000)))
                    .withLifetimeJitter(JITTER);
        }
        if (dice.nextInt(3) == 0) {
            options = options.withLeakThreshold(Duration.ofMillis(100 + dice.nextInt(1_000)));
        }
        return options;
    }

    private static WaitOptions waiting(Random dice) {
        WaitOptions options = WaitOptions.defaults();
        if (dice.nextInt(3) == 0) {
            options = options.withFairness(WaitOptions.Fairness.UNFAIR);
        }
        if (dice.nextInt(4) == 0) {
            options = options.withMaxWaiters(dice.nextInt(6));
        }
        if (dice.nextInt(4) == 0) {
            options = options.withWhenDown(WaitOptions.WhenDown.FAIL);
        }
        return options.withConnectPatience(Duration.ofMillis(10 + dice.nextInt(300)));
    }

    /** Each random source is seeded from the dice, so that the same seed makes the same run. */
    ConnectionPoolBuilder<Link> applyTo(ConnectionPoolBuilder<Link> builder, Random dice) {
        return builder.name("sim")
                .pool(pool)
                .lifetime(lifetime)
                .waiting(waiting)
                .rateLimit(rate)
                .balancer(balancer(dice))
                .reconnectBackoff(Backoff.exponential(
                                Duration.ofMillis(dice.nextInt(200) + shortestBackoff()), 1.5, LONGEST_BACKOFF)
                        .withJitter(Jitter.proportional(JITTER)))
                .random(new Random(dice.nextLong()));
    }

    /** Zero, which is a thousand attempts a second for ever, only where little time passes. */
    private int shortestBackoff() {
        return paceMillis > 10 ? 1 : 0;
    }

    private static Balancer balancer(Random dice) {
        Random own = new Random(dice.nextLong());
        return switch (dice.nextInt(5)) {
            case 0 -> Balancers.roundRobin(own);
            case 1 -> Balancers.lvsWeightedRoundRobin();
            case 2 -> Balancers.weightedRoundRobin(own);
            case 3 -> Balancers.orderedFailover();
            default -> Balancers.leastLoaded(2, own);
        };
    }

    boolean isFair() {
        return waiting.fairness() == WaitOptions.Fairness.FAIR;
    }

    /** How long a caller may have to wait once everything works again: the slowest of all things, one after another. */
    Duration recovery() {
        return Duration.ofNanos((long) (LONGEST_BACKOFF.toNanos() * (1 + JITTER)))
                .plus(pool.connectTimeout().multipliedBy(2))
                .plus(waiting.connectPatience())
                .plusNanos((long) rate.intervalNanos() * 2)
                .plusSeconds(1);
    }
}
