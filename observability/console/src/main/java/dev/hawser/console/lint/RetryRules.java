// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Rates;
import dev.hawser.endpoint.Text;
import dev.hawser.view.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether calls that are sent again help or hurt. */
final class RetryRules {
    private static final int ENOUGH = 20; // calls, for a median to mean something
    private static final int TIMES_EACH = 2;
    private static final String NO_JITTER = "without jitter"; // as in Jitter.none()
    private static final List<String> BACKOFFS = List.of("reconnectBackoff", "retry.backoff", "retry.overloadBackoff");

    static final List<Rule> ALL = List.of(
            Rule.warning(
                    "retry-without-budget",
                    "there are retries or hedges, and the `budget` has no end",
                    RetryRules::withoutBudget),
            Rule.warning("budget-empty", "the budget pays for no retry right now", RetryRules::budgetEmpty),
            Rule.advice(
                    "many-attempts",
                    "`maxAttempts` is more than twice the endpoints, which are two or more",
                    RetryRules::manyAttempts),
            Rule.warning(
                    "unsafe-retries", "calls that may have run are repeated though not idempotent", RetryRules::unsafe),
            Rule.advice(
                    "hedging-without-idempotence",
                    "there is `hedging`, and no method is given by `idempotent`",
                    RetryRules::hedgingWithoutIdempotence),
            Rule.warning("hedging-never", "there is `hedging`, and `maxAttempts` is 1", RetryRules::hedgingNever),
            Rule.warning(
                    "hedging-early",
                    "the `delay` of hedging is shorter than what half of the calls take",
                    RetryRules::hedgingEarly),
            Rule.advice("backoff-without-jitter", "a backoff has no jitter", RetryRules::backoffWithoutJitter));

    private RetryRules() {}

    private static boolean retries(PoolSettings given) {
        return given.number("retry.maxAttempts").orElse(1) > 1;
    }

    private static Optional<Said> withoutBudget(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.is("budget", "unlimited") && retries(given),
                "each call may be sent " + given.word("retry.maxAttempts").orElse("") + " times, and nothing bounds how"
                        + " many are (" + given.shown("budget") + ")",
                "when the servers are overloaded, retries multiply the load that they can't bear",
                "leave out budget(…), or share one of BudgetOptions between the channels");
    }

    private static Optional<Said> budgetEmpty(PoolSample pool, LintContext all) {
        OptionalDouble left = pool.view().use().retryBudget();
        return sayIf(
                left.isPresent() && left.getAsDouble() < 1 && retries(PoolSettings.to(pool)),
                "the budget for retries is used up",
                "so many calls fail that more attempts would make it worse: they are not tried again",
                "look at /failures for what fails; the budget fills by itself");
    }

    private static Optional<Said> manyAttempts(PoolSample pool, LintContext all) {
        long attempts = PoolSettings.to(pool).number("retry.maxAttempts").orElse(1);
        int endpoints = Members.of(pool).size();
        return sayIf(
                endpoints >= 2 && attempts > (long) TIMES_EACH * endpoints,
                "a call is tried " + attempts + " times (retry.maxAttempts), at " + Text.count(endpoints, "endpoint"),
                "after each has been asked twice, another attempt mostly adds load and waiting",
                "lower maxAttempts of RetryPolicy");
    }

    private static Optional<Said> unsafe(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.is("retry.unsafe", true) && retries(given),
                "calls are repeated whether they are idempotent or not (retry.unsafe: true)",
                "a call whose answer was lost runs twice: what it orders, pays or counts happens twice",
                "leave unsafe off, and name the methods that may run twice by idempotent(…)");
    }

    private static Optional<Said> hedgingWithoutIdempotence(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.hasAny("hedging") && given.is("idempotent", "as methods say"),
                "slow calls are sent a second time, and no method was named that may run twice (idempotent: as methods say)",
                "only methods that say so in their proto (idempotency_level), or calls that do, are hedged; most have neither",
                "name the methods by idempotent(…), or leave hedging off");
    }

    private static Optional<Said> hedgingNever(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        return sayIf(
                given.hasAny("hedging") && given.number("retry.maxAttempts").orElse(0) == 1,
                "slow calls would be sent a second time, but there is one attempt for each (retry.maxAttempts: 1)",
                "a hedge is an attempt, so there is never one",
                "raise maxAttempts of RetryPolicy, or leave hedging off");
    }

    private static Optional<Said> hedgingEarly(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        Histogram uses = pool.rates().map(Rates::uses).orElse(Histogram.EMPTY);
        Optional<Duration> half = uses.count() < ENOUGH ? Optional.empty() : uses.quantile(0.5);
        Optional<Duration> delay = given.duration("hedging.delay");
        return sayIf(
                half.isPresent() && delay.isPresent() && delay.get().compareTo(half.get()) < 0,
                "a call is sent a second time after "
                        + given.word("hedging.delay").orElse("") + ", and half of the calls take up to "
                        + half.map(Text::of).orElse("") + " or longer",
                "every second call runs twice, for little gain",
                "leave delay of HedgingOptions out: then it is the 95th percentile");
    }

    private static Optional<Said> backoffWithoutJitter(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        List<String> found = BACKOFFS.stream()
                .filter(name -> retries(given) || !name.startsWith("retry."))
                .filter(name -> given.word(name).orElse("").endsWith(NO_JITTER))
                .toList();
        return sayIf(
                !found.isEmpty(),
                found.stream()
                        .map(given::shown)
                        .reduce((one, next) -> one + "; " + next)
                        .orElse(""),
                "clients that failed together try again together, again and again",
                "give the backoff a jitter: withJitter(Jitter.full())");
    }
}
