// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.view.EndpointView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an operator did for an hour tends to stay for a month. */
final class SteeringRules {
    private static final Duration LONG = Duration.ofHours(1);

    static final List<Rule> ALL = List.of(
            Rule.warning(
                    "steered-for-long",
                    "an endpoint has been drained, or weighed by an operator, for more than an hour",
                    SteeringRules::forLong),
            Rule.advice(
                    "steered-by-hand",
                    "an endpoint is drained, or weighed by an operator, for less than that, or nobody knows how long",
                    SteeringRules::byHand));

    private SteeringRules() {}

    private static boolean isSteered(EndpointView endpoint) {
        return endpoint.steering().drained() || endpoint.steering().weight().isPresent();
    }

    /** The latest thing that was done to it counts: an operator who was there has seen it. */
    private static boolean isForLong(EndpointView endpoint, PoolSample pool, LintContext all) {
        Optional<TimelineEntry> latest = all.in(pool, "EndpointSteered").stream()
                .filter(one -> one.endpoint().equals(Optional.of(Members.name(endpoint))))
                .findFirst();
        return latest.filter(one -> all.since(one).compareTo(LONG) > 0).isPresent();
    }

    private static Optional<Said> forLong(PoolSample pool, LintContext all) {
        return said(pool, endpoint -> isForLong(endpoint, pool, all), " for more than an hour");
    }

    private static Optional<Said> byHand(PoolSample pool, LintContext all) {
        return said(pool, endpoint -> !isForLong(endpoint, pool, all), "");
    }

    private static Optional<Said> said(PoolSample pool, Predicate<EndpointView> which, String howLong) {
        List<EndpointView> found = pool.view().endpoints().stream()
                .filter(SteeringRules::isSteered)
                .filter(which)
                .toList();
        long drained = found.stream().filter(one -> one.steering().drained()).count();
        long weighed = found.stream()
                .filter(one -> one.steering().weight().isPresent())
                .count();
        return sayIf(
                !found.isEmpty(),
                Members.named(found) + " steered by an operator" + howLong + ": " + drained + " drained, " + weighed
                        + " with another weight",
                "it stays so until it is taken back, whatever discovery says",
                "take it back when the reason is gone");
    }
}
