// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log is told of answers, each thing once for as long as it lasts. Used by one thread at a time.
 *
 * <p>It remembers only what the last answer had, so it takes no more memory than that, and what comes back is told anew.
 */
final class Remarks {
    private static final Logger log = LoggerFactory.getLogger(ConsulDiscovery.class);

    /** As in "Consistency modes": most answers of followers are some milliseconds behind. */
    private static final Duration TOO_STALE = Duration.ofSeconds(10);

    /** A thousand broken instances have one cause, and five lines show it. */
    private static final int MOST_LINES = 5;

    private final String source;
    private Set<Oddity> known = Set.of();
    private boolean stale;
    private boolean polling;

    Remarks(String source) {
        this.source = source;
    }

    void answered(Answer answer, boolean pollingNow, Duration poll) {
        List<Oddity> fresh = answer.health().oddities().stream()
                .filter(oddity -> !known.contains(oddity))
                .toList();
        known = new HashSet<>(answer.health().oddities());
        fresh.stream()
                .limit(MOST_LINES)
                .forEach(oddity -> log.warn("{}: instance '{}': {}", source, oddity.instance(), oddity.problem()));
        if (fresh.size() > MOST_LINES) {
            log.warn("{}: the same or the like of {} more instances", source, fresh.size() - MOST_LINES);
        }
        boolean staleNow = !answer.leaderKnown() || answer.lastContact().compareTo(TOO_STALE) >= 0;
        if (staleNow && !stale) {
            log.warn(
                    "{}: the answer may be old, the server {} and last heard of it {} ago; it is used",
                    source,
                    answer.leaderKnown() ? "knows a leader" : "knows no leader",
                    answer.lastContact());
        }
        stale = staleNow;
        if (pollingNow && !polling) {
            log.warn("{}: queries don't hang until something changes; asking every {} instead", source, poll);
        }
        polling = pollingNow;
    }
}
