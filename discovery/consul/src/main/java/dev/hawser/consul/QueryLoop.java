// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The rules of asking again and again: whom, from which index on, and when. Does nothing itself, and reads no clock.
 *
 * <p>The index rules are those of "Blocking queries, implementation details" in Consul's documentation: an index that goes
 * backwards means starting over without one, and one below 1 is no index. After a failure it starts over as well, since
 * the server that comes back may count from 1 again, and would let a query with a higher index hang; a refusal for being
 * asked too often is no such failure.
 *
 * <p>Some proxies don't let queries hang, or drop the index. Without an index, or when {@value #MOST_IN_VAIN} queries in a
 * row came back early with the index they were asked with, the next is asked after the polling period. Each of them is
 * still a blocking query, so the first that hangs ends the polling. Before that they come further and further apart, three
 * and a half seconds in all: an agent that is shutting down answers so as well, and is to be found again soon.
 *
 * <p>Consul also wakes up for changes that are none, and for every one of a flapping check. A bucket of {@value #BURST}
 * queries that refills with one each 250 ms bounds that, and whoever gets long answers waits four times as long as it took
 * to read the last.
 *
 * <p>Not safe for use by several threads; one query is under way at a time.
 */
final class QueryLoop {

    static final int MOST_IN_VAIN = 4;
    static final int BURST = 8;
    static final long REFILL_NANOS = Duration.ofMillis(250).toNanos();

    /** A fifth of a core at most goes into reading: as much rest as four times the work. */
    private static final int REST_PER_WORK = 4;

    /** A reading that was this slow says more about the network than about the work. */
    private static final long LONGEST_REST_NANOS = Duration.ofSeconds(1).toNanos();

    /** Consul answers within this if it doesn't let the query hang. */
    private static final long HUNG_NANOS = Duration.ofMillis(500).toNanos();

    /** A server that asks for more is not obeyed to the letter, for it may be mistaken. */
    static final long LONGEST_RETRY_AFTER_NANOS = Duration.ofMinutes(5).toNanos();

    private static final double POLL_JITTER = 0.1;

    private final int agents;
    private final ConsulWatchOptions options;
    private final RandomGenerator random;

    private int agent;
    private long index;
    private int inVain;
    private boolean polling;
    private int failedInRound;
    private int failures;
    private long retryAfterNanos;
    private long bucket;

    QueryLoop(int agents, ConsulWatchOptions options, RandomGenerator random, long now) {
        this.agents = agents;
        this.options = options;
        this.random = random;
        this.bucket = now;
    }

    /**
     * What to ask.
     *
     * @param agent its place in the list
     * @param index 0 asks for an answer at once
     */
    record Query(int agent, long index) {
        boolean hangs() {
            return index > 0;
        }
    }

    /**
     * What there is to know of an answer besides what it says.
     *
     * @param index as the agent told it, if it did
     * @param hungNanos from asking to the beginning of the answer
     * @param readNanos from there to the end of the reading
     */
    record Answered(OptionalLong index, long hungNanos, long readNanos) {}

    Query next() {
        return new Query(agent, index);
    }

    /** Whether somebody else would be asked at once if this query failed; in later rounds nobody is, to be sure of patience. */
    boolean isAnotherAtHand() {
        return failures < agents - 1;
    }

    /** Whether blocking queries don't work at the moment. */
    boolean isPolling() {
        return polling;
    }

    /** How long to wait until the next query. */
    long answered(Answered answer, long now) {
        failures = 0;
        failedInRound = 0;
        retryAfterNanos = 0;
        long asked = index;
        long told = answer.index().orElse(0);
        inVain = inVain(asked, told, answer.hungNanos());
        index = told < Math.max(asked, 1) ? 0 : told;
        polling = answer.index().isEmpty() || told < 1 || inVain >= MOST_IN_VAIN;
        long rest = Math.min(REST_PER_WORK * answer.readNanos(), LONGEST_REST_NANOS);
        long delay = Math.max(Math.max(rest, fromBucket(now)), inVain * inVain * REFILL_NANOS);
        return polling ? Math.max(delay, pollNanos()) : delay;
    }

    private int inVain(long asked, long told, long hungNanos) {
        boolean unchanged = asked > 0 && told == asked;
        if (unchanged) {
            return hungNanos < options.maxWait().toNanos() / 2 ? inVain + 1 : 0;
        }
        return hungNanos >= HUNG_NANOS ? 0 : inVain;
    }

    private long pollNanos() {
        return (long) (options.poll().toNanos() * (1 + POLL_JITTER * random.nextDouble()));
    }

    /** The generic cell rate algorithm: {@code bucket} is when it would be full again. */
    private long fromBucket(long now) {
        bucket = (bucket - now > 0 ? bucket : now) + REFILL_NANOS;
        return Math.max(0, bucket - now - BURST * REFILL_NANOS);
    }

    /**
     * How long to wait after a failure: not at all while there is an agent that hasn't failed since the last answer.
     *
     * @param retryAfter as the agent told it; 0 if it didn't
     */
    long failed(Duration retryAfter) {
        index = 0;
        failures++;
        failedInRound++;
        retryAfterNanos = Math.max(retryAfterNanos, bounded(retryAfter));
        agent = (agent + 1) % agents;
        if (failedInRound < agents) {
            return 0;
        }
        failedInRound = 0;
        long delay = Math.max(retryAfterNanos, options.backoff().delayNanos(rounds(), random));
        retryAfterNanos = 0;
        return delay;
    }

    /** How long to wait when an agent wants to be asked less often. It is asked again, for it works. */
    long refused(Duration retryAfter) {
        failures += agents;
        return Math.max(bounded(retryAfter), options.backoff().delayNanos(rounds(), random));
    }

    private int rounds() {
        return Math.max(1, failures / agents);
    }

    private static long bounded(Duration retryAfter) {
        // Compared as durations, for a server may name more seconds than a long has nanoseconds.
        boolean tooLong = retryAfter.compareTo(Duration.ofNanos(LONGEST_RETRY_AFTER_NANOS)) > 0;
        return tooLong ? LONGEST_RETRY_AFTER_NANOS : Math.max(0, retryAfter.toNanos());
    }
}
