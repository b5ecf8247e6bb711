// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.balance.Balancer;
import dev.hawser.balance.Balancers;
import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * The settings of one simulated shared pool, drawn from its seed. Small numbers, because trouble is where limits meet.
 *
 * @param servers how many servers there are, in discovery or not
 * @param slow whether background work takes a while to begin
 * @param rejecting whether the executor rejects some of it
 * @param callback what the pool's listener does besides listening
 * @param lateMillis how late timers may fire
 * @param paceMillis the longest pause between two things that happen
 */
record SharedScenario(
        int servers,
        SharingOptions sharing,
        Limits limits,
        boolean slow,
        boolean rejecting,
        Callback callback,
        int lateMillis,
        int paceMillis) {

    private static final double JITTER = 0.2;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration LONGEST_EJECTION = Duration.ofSeconds(3);

    /** What a callback of the pool's does. */
    enum Callback {
        LISTENS,
        THROWS,
        CALLS_BACK
    }

    /** Who is left alone, and how many may wait. */
    record Limits(OutlierOptions outliers, Optional<CheckOptions> checks, int maxWaiters) {}

    static SharedScenario draw(Random dice) {
        Limits limits = new Limits(outliers(dice), checks(dice), dice.nextInt(4) == 0 ? dice.nextInt(6) : 10_000);
        return new SharedScenario(
                1 + dice.nextInt(5),
                sharing(dice),
                limits,
                dice.nextInt(3) == 0,
                dice.nextInt(6) == 0,
                Callback.values()[Math.max(0, dice.nextInt(8) - 5)],
                dice.nextInt(4) == 0 ? 1 + dice.nextInt(100) : 0,
                new int[] {1, 10, 100, 1_000}[dice.nextInt(4)]);
    }

    private static SharingOptions sharing(Random dice) {
        int max = 1 + dice.nextInt(3);
        int target = 1 + dice.nextInt(4);
        SharingOptions options = SharingOptions.defaults()
                .withConnections(dice.nextInt(max + 1), max)
                .withInFlight(target, target + dice.nextInt(4))
                .withConnectTimeout(Duration.ofMillis(100 + dice.nextInt(1_000)))
                .withIdleGrace(Duration.ofMillis(50 + dice.nextInt(1_000)))
                .withDrainTimeout(Duration.ofMillis(dice.nextInt(2_000)));
        return dice.nextInt(3) == 0 ? options.withMaxAge(Duration.ofMillis(100 + dice.nextInt(3_000))) : options;
    }

    private static OutlierOptions outliers(Random dice) {
        if (dice.nextInt(4) == 0) {
            return OutlierOptions.off();
        }
        return OutlierOptions.defaults()
                .withConsecutiveFailures(1 + dice.nextInt(4))
                .withSuccessRatio(dice.nextDouble(), 1 + dice.nextInt(5))
                .withEjection(Duration.ofMillis(50 + dice.nextInt(1_000)), LONGEST_EJECTION);
    }

    private static Optional<CheckOptions> checks(Random dice) {
        return dice.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(CheckOptions.every(Duration.ofMillis(50 + dice.nextInt(450)))
                        .withTimeout(Duration.ofMillis(100 + dice.nextInt(300)))
                        .withThresholds(1 + dice.nextInt(3), 1 + dice.nextInt(3)));
    }

    /** Each random source is seeded from the dice, so that the same seed makes the same run. */
    SharedPoolBuilder<?> applyTo(SharedPoolBuilder<?> builder, Random dice) {
        limits.checks().ifPresent(builder::checks);
        return builder.name("sim")
                .sharing(sharing)
                .outliers(limits.outliers())
                .maxWaiters(limits.maxWaiters())
                .balancer(balancer(dice))
                .reconnectBackoff(Backoff.exponential(Duration.ofMillis(1 + dice.nextInt(200)), 1.5, LONGEST_BACKOFF)
                        .withJitter(Jitter.proportional(JITTER)))
                .random(new Random(dice.nextLong()));
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

    /** How long an endpoint may need to take calls again once everything works: I9. */
    Duration recovery() {
        return Duration.ofNanos((long) (LONGEST_BACKOFF.toNanos() * (1 + JITTER)))
                .plusMillis(2L * lateMillis)
                .plusSeconds(1);
    }

    /** How long until nobody is left alone any more: the longest ejection, or the checks that bring an endpoint back. */
    Duration pardon() {
        Duration checked = limits.checks()
                .map(c -> c.period().plus(c.timeout()).multipliedBy(2L + c.healthyAfter()))
                .orElse(Duration.ZERO);
        return recovery().plus(LONGEST_EJECTION).plus(checked).plusMillis(20L * lateMillis);
    }
}
