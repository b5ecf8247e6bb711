// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.Optional;

/** Whether there is somebody to fail over to. */
final class EndpointRules {
    private static final int ENOUGH_FAILURES = 3; // one or two may be a server that starts just now

    static final List<Rule> ALL = List.of(
            Rule.warning("no-endpoint", "no endpoint is known", EndpointRules::noEndpoint),
            Rule.advice("one-endpoint", "one endpoint is known", EndpointRules::oneEndpoint),
            Rule.warning(
                    "never-reached",
                    "three attempts to connect to an endpoint failed, and none succeeded",
                    EndpointRules::neverReached),
            Rule.advice("one-host", "all endpoints are on one host, other than this machine", EndpointRules::oneHost),
            Rule.advice("no-ejection", "both rules of `outliers` are off", EndpointRules::noEjection));

    private EndpointRules() {}

    private static Optional<Said> noEndpoint(PoolSample pool, LintContext all) {
        return sayIf(
                Members.of(pool).isEmpty(),
                pool.view().source().words() + " has told of no endpoint yet",
                "nothing can be served",
                "check the target's spelling and whether the source knows the service; hawser discover asks it");
    }

    private static Optional<Said> oneEndpoint(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        return sayIf(
                members.size() == 1,
                "there is one endpoint" + (members.isEmpty() ? "" : ", " + Members.name(members.get(0))),
                "a call that fails has nowhere else to go, and a proxy in its place hides how its servers stand",
                "let discovery tell all servers, if there are more");
    }

    private static Optional<Said> neverReached(PoolSample pool, LintContext all) {
        List<EndpointView> found = Members.of(pool).stream()
                .filter(one ->
                        one.connections().opened() == 0 && one.connections().failures() >= ENOUGH_FAILURES)
                .toList();
        return sayIf(
                !found.isEmpty(),
                Members.named(found) + " never had a connection",
                "a server that restarts had one before: the address is wrong, or something is in the way",
                "check address, port, firewall and TLS; the endpoint's last error says how connecting fails");
    }

    private static Optional<Said> oneHost(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        boolean together = members.size() > 1
                && members.stream().map(Hosts::of).distinct().count() == 1
                && !Hosts.isHere(members.get(0));
        return sayIf(
                together,
                Members.named(members) + " are all on one host",
                "they fail together",
                "run some of them elsewhere");
    }

    private static Optional<Said> noEjection(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.number("outliers.consecutiveFailures").orElse(1) == 0
                        && given.decimal("outliers.successRatio").orElse(1) == 0,
                "no endpoint is left alone, however many of its calls fail (outliers.consecutiveFailures: 0,"
                        + " outliers.successRatio: 0)",
                "a server that answers each call with an error at once attracts more calls than the good ones",
                "leave one of the two rules of OutlierOptions on");
    }
}
