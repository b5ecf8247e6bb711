// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Text;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import java.time.Duration;

/**
 * How long queries hang, and what follows a failure.
 *
 * <p>A query that hangs and outlives {@code maxWait}, the sixteenth of it that Consul adds at random, and 10 s counts as
 * lost: that late is an agent noticed that freezes meanwhile. Proxies on the way must be as patient. A query that is to be
 * answered at once, as the first to an agent is, counts as lost after 10 s, 3 s if there is another agent that hasn't failed, or
 * 2 s without a connection; an answer that has begun must end within 10 s.
 *
 * @param maxWait how long a query hangs while nothing changes, 1 s to 10 min, which is Consul's own bound
 * @param poll how often to ask where blocking queries don't work
 * @param backoff how long to wait when all agents have failed, by how often they have
 * @param maxAnswer the longest answer that is read, in bytes, 1 KiB to 1 GiB
 */
public record ConsulWatchOptions(Duration maxWait, Duration poll, Backoff backoff, int maxAnswer) {

    /** Consul's own default. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofMinutes(5);

    public static final Duration DEFAULT_POLL = Duration.ofSeconds(15);

    /** 250 ms, x 2, up to 3 s, ±20 %: who is back is asked after 3.6 s at the latest, and has time to answer within 5 s. */
    public static final Backoff DEFAULT_BACKOFF = Backoff.exponential(Duration.ofMillis(250), 2, Duration.ofSeconds(3))
            .withJitter(Jitter.proportional(0.2));

    /** 10,000 instances with two checks each are 12 MB, or 22 MB as an agent in development mode indents them. */
    public static final int DEFAULT_MAX_ANSWER = 64 << 20;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration LONGEST_POLL = Duration.ofHours(1);
    private static final int SMALLEST_ANSWER = 1 << 10;
    private static final int LARGEST_ANSWER = 1 << 30;

    public ConsulWatchOptions {
        checkWithin("maxWait", maxWait, LONGEST_WAIT);
        checkWithin("poll", poll, LONGEST_POLL);
        requireNonNull(backoff, "backoff");
        if (maxAnswer < SMALLEST_ANSWER || maxAnswer > LARGEST_ANSWER) {
            throw new IllegalArgumentException(
                    "maxAnswer: " + maxAnswer + " (expected: " + SMALLEST_ANSWER + " to " + LARGEST_ANSWER + ")");
        }
    }

    private static void checkWithin(String name, Duration value, Duration longest) {
        requireNonNull(value, name);
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + Text.of(SHORTEST) + " to " + Text.of(longest) + ")");
        }
    }

    public static ConsulWatchOptions defaults() {
        return new ConsulWatchOptions(DEFAULT_MAX_WAIT, DEFAULT_POLL, DEFAULT_BACKOFF, DEFAULT_MAX_ANSWER);
    }

    public ConsulWatchOptions withMaxWait(Duration value) {
        return new ConsulWatchOptions(value, poll, backoff, maxAnswer);
    }

    public ConsulWatchOptions withPoll(Duration value) {
        return new ConsulWatchOptions(maxWait, value, backoff, maxAnswer);
    }

    public ConsulWatchOptions withBackoff(Backoff value) {
        return new ConsulWatchOptions(maxWait, poll, value, maxAnswer);
    }

    public ConsulWatchOptions withMaxAnswer(int value) {
        return new ConsulWatchOptions(maxWait, poll, backoff, value);
    }
}
