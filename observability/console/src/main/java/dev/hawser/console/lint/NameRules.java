// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.Line;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether pools can be told apart. */
final class NameRules {
    private static final Pattern GIVEN_BY_NOBODY = Pattern.compile("(pool|shared|channel|cluster|clients)-\\d+");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/-]{1,60}");

    static final List<Rule> ALL = List.of(
            Rule.advice("unnamed", "a pool has no name of its own", NameRules::unnamed),
            Rule.advice(
                    "odd-name",
                    "a name has other than letters, digits and `_ . : / -`, or more than 60 of them",
                    NameRules::odd),
            Rule.advice("same-endpoints", "two pools have the same endpoints", NameRules::sameEndpoints));

    private NameRules() {}

    private static Optional<Said> unnamed(PoolSample pool, LintContext all) {
        String name = pool.view().pool();
        return sayIf(
                GIVEN_BY_NOBODY.matcher(name).matches(),
                "the pool has no name but its number, " + name,
                "meters, logs and thread names tell little, and which pool has which number depends on who was first",
                "give it one: name(…)");
    }

    private static Optional<Said> odd(PoolSample pool, LintContext all) {
        String name = pool.view().pool();
        return sayIf(
                !PLAIN.matcher(name).matches(),
                "the name '" + Line.of(name) + "' is hard to write in a query, an address or a shell",
                "meters have it as a tag, and thread names and addresses of this console hold it",
                "choose letters, digits, hyphens and dots, 60 of them at most");
    }

    private static Optional<Said> sameEndpoints(PoolSample pool, LintContext all) {
        List<Address> own = addresses(pool);
        List<String> others = all.pools().stream()
                .filter(one ->
                        !one.closed() && one.view().pool().compareTo(pool.view().pool()) > 0)
                .filter(one -> one.view().endpoints().size() == own.size()
                        && addresses(one).equals(own))
                .map(one -> one.view().pool())
                .toList();
        return sayIf(
                !own.isEmpty() && !others.isEmpty(),
                "the pools " + Line.of(String.join(", ", others)) + " and this one have the same endpoints",
                "each opens connections of its own, and limits, budgets and ejections count for each alone",
                "share one pool, unless they are apart on purpose");
    }

    /** In their order, which is the same in all views. */
    private static List<Address> addresses(PoolSample pool) {
        return pool.view().endpoints().stream()
                .map(one -> one.endpoint().address())
                .toList();
    }
}
