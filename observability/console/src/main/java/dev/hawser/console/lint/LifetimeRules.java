// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.Optional;

/** Whether connections end at a good time. */
final class LifetimeRules {

    static final List<Rule> ALL = List.of(
            Rule.advice(
                    "no-lifetime",
                    "connections never end, and all go to one name, or to one address that DNS gave",
                    LifetimeRules::noLifetime),
            Rule.advice(
                    "lifetime-without-jitter",
                    "there is a `maxLifetime`, and `lifetimeJitter` is 0",
                    LifetimeRules::withoutJitter),
            Rule.advice("no-validation", "`validateAfter` is switched off", LifetimeRules::noValidation));

    private LifetimeRules() {}

    private static Optional<Said> noLifetime(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        List<EndpointView> members = Members.of(pool);
        if (members.size() != 1 || Hosts.isHere(members.get(0))) {
            return Optional.empty();
        }
        String option = given.word("lifetime.maxLifetime").isPresent() ? "lifetime.maxLifetime" : "sharing.maxAge";
        boolean byName =
                Hosts.isName(members.get(0)) || pool.view().source().words().startsWith("dns:");
        return sayIf(
                given.isNone(option) && byName,
                "connections to " + Members.name(members.get(0)) + " never end (" + given.shown(option) + ")",
                "behind one address there may be many servers: those that are added get nothing, and those that are to go"
                        + " keep their connections",
                option.startsWith("sharing")
                        ? "set maxAge of SharingOptions, 30 min for instance"
                        : "set maxLifetime of LifetimeOptions, 30 min for instance");
    }

    private static Optional<Said> withoutJitter(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.duration("lifetime.maxLifetime").isPresent()
                        && given.decimal("lifetime.lifetimeJitter").orElse(1) == 0,
                "all connections end at the same age (" + given.shown("lifetime.maxLifetime")
                        + ", lifetime.lifetimeJitter: 0)",
                "those that were opened together end together, and all callers wait for new ones at once",
                "leave lifetimeJitter of LifetimeOptions at 0.1");
    }

    private static Optional<Said> noValidation(PoolSample pool, LintContext all) {
        return sayIf(
                PoolSettings.to(pool).isNone("lifetime.validateAfter"),
                "connections are leased without a look at whether they are still open (lifetime.validateAfter: none)",
                "after a server restarts, callers get dead connections",
                "leave validateAfter of LifetimeOptions on; a connection that was just in use isn't looked at anyway");
    }
}
