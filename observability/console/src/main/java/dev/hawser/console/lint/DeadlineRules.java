// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether everything ends in time. */
final class DeadlineRules {
    /** The end of the histogram's range that one minute is in, so that no shorter wait counts. */
    private static final Duration MINUTE = Duration.ofNanos(
            Histogram.endOf(Histogram.rangeOf(Duration.ofMinutes(1).toNanos())));

    static final List<Rule> ALL = List.of(
            Rule.warning("no-deadline", "`defaultDeadline` is switched off", DeadlineRules::noDeadline),
            Rule.warning(
                    "endless-waits",
                    "a caller waited for a connection for more than a minute since the pool began",
                    DeadlineRules::endlessWaits),
            Rule.advice(
                    "no-read-timeout", "leased TCP connections have no `readTimeout`", DeadlineRules::noReadTimeout),
            Rule.advice(
                    "attempt-beyond-deadline",
                    "an `attemptTimeout` is as long as the `defaultDeadline`, or longer",
                    DeadlineRules::attemptBeyondDeadline),
            Rule.advice(
                    "connect-beyond-deadline",
                    "a `connectTimeout` is as long as the `defaultDeadline`, or longer",
                    DeadlineRules::connectBeyondDeadline));

    private DeadlineRules() {}

    private static Optional<Said> noDeadline(PoolSample pool, LintContext all) {
        return sayIf(
                PoolSettings.to(pool).isNone("defaultDeadline"),
                "unary calls that bring no deadline have none (defaultDeadline: none)",
                "a server that never answers keeps such a call, and whoever waits for it, for ever",
                "leave out noDefaultDeadline(), or see to it that every call has a deadline of its own");
    }

    /**
     * What a caller waits for at most is nothing that a pool is built with, so it shows only when one has waited so long; of those
     * that still wait nothing is known but how many they are.
     */
    private static Optional<Said> endlessWaits(PoolSample pool, LintContext all) {
        Histogram waits = pool.view().use().waits();
        long found = waits.count() - waits.countBelow(MINUTE);
        return sayIf(
                found > 0,
                found + (found == 1 ? " wait" : " waits") + " for a connection took more than a minute",
                "whoever waits so long has no time-out, or one that nobody's patience matches; in an outage such callers pile up",
                "acquire(Duration) instead of acquire(), and a deadline for each call; /why says what they wait for");
    }

    private static Optional<Said> noReadTimeout(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        boolean timesRequests = given.hasAny("requests"); // by requests.requestTimeout
        return sayIf(
                given.isNone("tcp.readTimeout") && !timesRequests,
                "a read waits for as long as the server takes (tcp.readTimeout: none)",
                "a server that is there but never answers keeps its leases, and whoever holds them, for ever",
                "set readTimeout of TcpOptions above the slowest answer, or a time-out on each socket");
    }

    private static Optional<Said> attemptBeyondDeadline(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                isBeyondDeadline(given, "retry.attemptTimeout")
                        && given.number("retry.maxAttempts").orElse(1) > 1,
                "an attempt may take " + given.word("retry.attemptTimeout").orElse("") + ", and a call "
                        + given.word("defaultDeadline").orElse("") + " with all its attempts",
                "one silent server uses up the whole call, and no other attempt is made",
                "make attemptTimeout of RetryPolicy a half or a third of the deadline");
    }

    private static Optional<Said> connectBeyondDeadline(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                isBeyondDeadline(given, "sharing.connectTimeout"),
                "connecting may take " + given.word("sharing.connectTimeout").orElse("") + ", and a call "
                        + given.word("defaultDeadline").orElse(""),
                "a call that waits for a server that can't be reached ends before the pool gives that server up",
                "lower connectTimeout of SharingOptions");
    }

    private static boolean isBeyondDeadline(PoolSettings given, String option) {
        Optional<Duration> deadline = given.duration("defaultDeadline");
        return deadline.isPresent()
                && given.duration(option)
                        .filter(value -> value.compareTo(deadline.get()) >= 0)
                        .isPresent();
    }
}
