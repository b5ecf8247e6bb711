// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.EndpointSample;
import dev.hawser.console.sample.PoolSample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether this console is as it should be. What is not about one pool is said of the first. */
final class ConsoleRules {
    private static final Duration SOON = Duration.ofSeconds(10); // events are put into words somewhat later

    static final List<Rule> ALL = List.of(
            Rule.warning("open-console", "the console has `actions` and no `token`", ConsoleRules::open),
            Rule.advice(
                    "not-heard",
                    "a pool that has connected was seen for 10 s, and nothing was heard of it",
                    ConsoleRules::notHeard));

    private ConsoleRules() {}

    private static Optional<Said> open(PoolSample pool, LintContext all) {
        return sayIf(
                all.access().actions() && !all.access().token() && all.isFirst(pool),
                "this console has actions and no token",
                "whoever can log in to this machine can drain endpoints of all its pools",
                "give it a token, or leave actions off");
    }

    private static Optional<Said> notHeard(PoolSample pool, LintContext all) {
        boolean connected = pool.endpoints().stream().anyMatch(ConsoleRules::hasBeenConnectedForLong);
        return sayIf(
                connected && all.in(pool).isEmpty(),
                "this console looks at the pool, and hears nothing of it",
                "events and failures are missing here, and it is shown for ever when it is closed",
                "give the console to the pool as a listener, too: listener(console)");
    }

    private static boolean hasBeenConnectedForLong(EndpointSample one) {
        return one.view().connections().opened() > 0 && one.inState().compareTo(SOON) > 0;
    }
}
