// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Text;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the program treats its pools, as far as it was seen. */
final class UseRules {
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final String LOST = "a lease was lost"; // as this console words the event
    private static final int ENOUGH = 100; // leases, for a share of them to mean something
    private static final double MANY_THROTTLED = 0.1;

    static final List<Rule> ALL = List.of(
            Rule.error("leases-lost", "leases were garbage-collected without having been closed", UseRules::lost),
            Rule.warning("leases-held-long", "leases were held for longer than `leakThreshold`", UseRules::heldLong),
            Rule.warning("leases-misused", "leases were closed twice", UseRules::misused),
            Rule.warning("callers-refused", "callers were refused in the last 10 min", UseRules::refused),
            Rule.advice(
                    "throttled", "the rate limit held up one lease in ten since the pool began", UseRules::throttled),
            Rule.warning("events-lost", "a listener was too slow for the events", UseRules::eventsLost));

    private UseRules() {}

    private static Optional<Said> lost(PoolSample pool, LintContext all) {
        List<TimelineEntry> found = leaked(pool, all, true);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Said(
                        Text.count(found.size(), "lease") + " never closed; " + all.latest(found),
                        "each held a connection that nobody could use, until the JVM happened to notice",
                        "close leases with try-with-resources; leakThreshold of LifetimeOptions names who takes them"));
    }

    private static Optional<Said> heldLong(PoolSample pool, LintContext all) {
        List<TimelineEntry> found = leaked(pool, all, false);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Said(
                                Text.count(found.size(), "lease") + " held for longer than "
                                        + PoolSettings.to(pool)
                                                .word("lifetime.leakThreshold")
                                                .orElse("allowed") + "; "
                                        + all.latest(found),
                                "what is held is missing elsewhere, and may never come back",
                                "the log has the stack that took it; raise lifetime.leakThreshold if such work is as it should be"));
    }

    private static List<TimelineEntry> leaked(PoolSample pool, LintContext all, boolean lost) {
        return all.in(pool, "LeaseLeaked").stream()
                .filter(one -> one.text().contains(LOST) == lost)
                .toList();
    }

    private static Optional<Said> misused(PoolSample pool, LintContext all) {
        List<TimelineEntry> found = all.in(pool, "LeaseMisused");
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Said(
                        Text.count(found.size(), "mistake") + " with leases; " + all.latest(found),
                        "it did no harm here; but code that closes twice may also use a connection that is another's by then",
                        "give each lease one owner who closes it once"));
    }

    private static Optional<Said> refused(PoolSample pool, LintContext all) {
        List<TimelineEntry> found = all.in(pool, "LeaseRefused").stream()
                .filter(one -> all.since(one).compareTo(RECENT) <= 0)
                .toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Said(
                        Text.count(found.size(), "caller") + " refused in the last 10 min; " + all.latest(found),
                        "nothing was done for them",
                        "the message says what they waited for, and /failures has them all"));
    }

    private static Optional<Said> throttled(PoolSample pool, LintContext all) {
        Use use = pool.view().use();
        return sayIf(
                use.total() >= ENOUGH && use.throttled() > MANY_THROTTLED * use.total(),
                use.throttled() + " callers were held up by the rate limit, and " + use.total()
                        + " leases were given out (" + PoolSettings.to(pool).shown("rateLimit") + " for each endpoint)",
                "callers wait for permits, or go to other endpoints, though servers may have room",
                "raise rateLimit if the servers bear it, allow bursts by withBurst, or add endpoints");
    }

    private static Optional<Said> eventsLost(PoolSample pool, LintContext all) {
        List<TimelineEntry> found = all.in(pool, "EventsLost");
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Said(
                        "events were lost " + (found.size() == 1 ? "once" : found.size() + " times") + "; "
                                + all.latest(found),
                        "what is counted from events, and shown of them, is too little",
                        "listeners should be quick: hand work over to a thread of their own"));
    }
}
