// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether weights and priorities do what they seem to say. */
final class WeightRules {
    private static final double MOST = 0.8;
    private static final Set<String> IN_TURN = Set.of("roundRobin");

    /** Those that come with the library and look at no priority. */
    private static final Set<String> WITHOUT_PRIORITY =
            Set.of("roundRobin", "weightedRoundRobin", "lvsWeightedRoundRobin");

    static final List<Rule> ALL = List.of(
            Rule.warning("weightless", "all endpoints have weight 0", WeightRules::weightless),
            Rule.advice(
                    "uneven-weights",
                    "one of several endpoints has more than 80 % of all weight, and the balancer looks at weights",
                    WeightRules::uneven),
            Rule.advice(
                    "weights-ignored",
                    "endpoints have different weights, and the balancer is `roundRobin`",
                    WeightRules::weightsIgnored),
            Rule.advice(
                    "priorities-ignored",
                    "endpoints have different priorities, and the balancer looks at none",
                    WeightRules::prioritiesIgnored));

    private WeightRules() {}

    private static String balancer(PoolSample pool) {
        return PoolSettings.to(pool).word("balancer").orElse("");
    }

    private static boolean isWeighted(String balancer) {
        return balancer.startsWith("leastLoaded")
                || balancer.equals("weightedRoundRobin")
                || balancer.equals("lvsWeightedRoundRobin");
    }

    private static Optional<Said> weightless(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        return sayIf(
                !members.isEmpty() && members.stream().allMatch(one -> one.weight() == 0),
                "all endpoints have weight 0: " + Members.named(members),
                "0 means no new work; as that can't be meant for all, they are treated as equal",
                "give weights, or drain endpoints that shall have no work");
    }

    private static Optional<Said> uneven(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        Optional<EndpointView> heaviest = members.stream().max(Comparator.comparing(EndpointView::weight));
        long sum = members.stream().mapToLong(EndpointView::weight).sum();
        boolean found = members.size() > 1
                && isWeighted(balancer(pool))
                && heaviest.get().weight() > MOST * sum;
        return sayIf(
                found,
                heaviest.map(Members::name).orElse("") + " has "
                        + heaviest.map(EndpointView::weight).orElse(0) + " of " + sum + " in all weights, of "
                        + Text.count(members.size(), "endpoint"),
                "it has nearly all the load, and if it fails the others have to bear five times theirs and more",
                "check the weights at the source, or where an operator gave them");
    }

    private static Optional<Said> weightsIgnored(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        return sayIf(
                IN_TURN.contains(balancer(pool))
                        && members.stream()
                                        .mapToInt(EndpointView::weight)
                                        .filter(weight -> weight > 0)
                                        .distinct()
                                        .count()
                                > 1,
                "endpoints have different weights, and the balancer gives each the same (balancer: roundRobin)",
                "whoever set the weights expects them to count",
                "choose Balancers.weightedRoundRobin or leastLoaded");
    }

    private static Optional<Said> prioritiesIgnored(PoolSample pool, LintContext all) {
        String balancer = balancer(pool);
        long priorities = Members.of(pool).stream()
                .map(one -> one.endpoint().priority())
                .distinct()
                .count();
        return sayIf(
                priorities > 1 && (WITHOUT_PRIORITY.contains(balancer) || balancer.startsWith("leastLoaded")),
                "endpoints have " + priorities + " priorities, and the balancer looks at none (balancer: " + balancer
                        + ")",
                "backups have work while the others are well",
                "choose Balancers.orderedFailover");
    }
}
