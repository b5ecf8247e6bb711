// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static java.util.Objects.requireNonNull;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides, for one call, what follows each failed attempt. Only decides: reads no clock, calls nobody. Not safe for use
 * by several threads at once.
 *
 * <p>Another attempt is made only if all of this holds: the failure is of a kind that the policy retries; it proves that
 * the call had no effect, or the call is idempotent, or the policy says that it doesn't matter; the server didn't ask
 * to stay away; attempts are left; the wait ends before the deadline; and the budget, asked last, has a retry.
 *
 * <p>The wait is what the server asked for, exactly, and then the backoff begins anew; else the policy's backoff after so
 * many failures. Overload has a backoff and a count of its own. Being sent to the leader is no failure: it takes
 * neither an attempt nor budget, and is bounded apart: a hint is followed at once, to each
 * address once and to so many at most; without news the call waits up to twenty times, as for an election.
 *
 * <p>The budget's {@linkplain RetryBudget#deposit deposit} is the caller's business, and so is waiting for a connection
 * before an attempt: only attempts that ended count.
 */
public final class Retries {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final Idempotence idempotence;
    private final long deadline;
    private final RandomGenerator random;
    private Redirects redirects;
    private int retries;
    private int failures;
    private int overloads;
    private boolean mayHaveRun;
    private boolean succeeded;

    /** @param deadline moment after which no attempt begins; {@link Long#MAX_VALUE} for none */
    public Retries(
            RetryPolicy policy, RetryBudget budget, Idempotence idempotence, long deadline, RandomGenerator random) {
        this.policy = requireNonNull(policy, "policy");
        this.budget = requireNonNull(budget, "budget");
        this.idempotence = requireNonNull(idempotence, "idempotence");
        this.deadline = deadline;
        this.random = requireNonNull(random, "random");
        this.redirects = new Redirects(Redirects.DEFAULT_MAX_HOPS, random);
    }

    /**
     * How often the call may follow a hint; 6 if this isn't called. Twice the number of
     * members is a good one. To be called before the first failure.
     */
    public Retries limitRedirects(int maxHops) {
        redirects = new Redirects(maxHops, random);
        return this;
    }

    /** What to do now that the latest attempt has failed. */
    public Decision onFailure(Failure failure, long now) {
        Kind kind = failure.kind();
        mayHaveRun |= mayRunAfter(kind);
        if (kind == Kind.FATAL) {
            return new Decision.Stop("another attempt would not change the answer");
        }
        Optional<String> objection = objection(failure, now);
        if (objection.isPresent()) {
            return new Decision.Stop(objection.get());
        }
        return kind == Kind.NOT_LEADER ? redirect(failure, now) : retry(failure, now);
    }

    /** The latest attempt has succeeded. */
    public void succeeded() {
        succeeded = true;
    }

    /** The latest attempt was left to itself, without an answer: it may have run, or may still. */
    public void abandoned() {
        mayHaveRun = true;
    }

    /** Attempts begun so far, the first included, and those that followed the leader too. */
    public int attempts() {
        return 1 + retries + redirects.count();
    }

    /** When an attempt that begins now has to end: the policy's time-out for one, cut at the call's deadline. */
    public long attemptDeadline(long now) {
        return policy.attemptTimeout()
                .map(Retries::nanos)
                .filter(nanos -> nanos < remaining(now))
                .map(nanos -> now + nanos)
                .orElse(deadline);
    }

    /**
     * What is known about the call's effect if it ends here, as far as the attempts tell that have ended. Once one may
     * have run, the outcome stays unknown, whatever a later one says, unless one succeeds: a server that now answers
     * "exists already" may be speaking of our own earlier attempt (CockroachDB's rule of ambiguous results).
     */
    public Outcome outcome() {
        return succeeded ? Outcome.OK : mayHaveRun ? Outcome.UNKNOWN : Outcome.FAILED;
    }

    /** FATAL is the server's own word about this attempt, so it says nothing new about effects. */
    private static boolean mayRunAfter(Kind kind) {
        return kind != Kind.FATAL && !kind.provesNoEffect();
    }

    private Optional<String> objection(Failure failure, long now) {
        Kind kind = failure.kind();
        if (remaining(now) <= 0) {
            return Optional.of("the deadline has passed");
        }
        if (failure.pushback().isPresent() && failure.pushback().get().delay().isEmpty()) {
            return Optional.of("the server asked not to try again");
        }
        if (!policy.retried().contains(kind)) {
            return Optional.of(kind + " is not retried by the policy");
        }
        if (kind == Kind.NOT_LEADER) {
            return redirects.objection(failure.leader());
        }
        if (retries + 1 >= policy.maxAttempts()) {
            return Optional.of("attempts used up (" + (retries + 1) + " of " + policy.maxAttempts() + ")");
        }
        if (!kind.provesNoEffect() && idempotence == Idempotence.NOT_IDEMPOTENT && !policy.unsafe()) {
            return Optional.of("not declared idempotent, and the server may have run it");
        }
        return Optional.empty();
    }

    private Decision redirect(Failure failure, long now) {
        Redirects.Step step = redirects.next(failure.leader());
        Optional<Duration> asked = failure.pushback().flatMap(Failure.Pushback::delay);
        long delay = asked.map(Retries::nanos).orElse(step.delayNanos());
        return passes(delay, now) ? tooLate(delay) : new Decision.Again(delay, step.why());
    }

    private Decision retry(Failure failure, long now) {
        Optional<Duration> asked = failure.pushback().flatMap(Failure.Pushback::delay);
        long delay = asked.map(Retries::nanos).orElseGet(() -> backoff(failure.kind()));
        if (asked.isPresent()) {
            failures = 0;
            overloads = 0;
        }
        if (passes(delay, now)) {
            return tooLate(delay);
        }
        if (!budget.tryWithdraw(now)) {
            return new Decision.Stop("the retry budget is used up");
        }
        retries++;
        String wish = asked.isPresent() ? ", as the server asked" : "";
        return new Decision.Again(delay, "again in " + text(delay) + wish);
    }

    private long backoff(Kind kind) {
        return kind == Kind.OVERLOADED
                ? policy.overloadBackoff().delayNanos(++overloads, random)
                : policy.backoff().delayNanos(++failures, random);
    }

    private boolean passes(long delay, long now) {
        return delay >= remaining(now);
    }

    private static Decision tooLate(long delay) {
        return new Decision.Stop("the backoff of " + text(delay) + " would pass the deadline");
    }

    private long remaining(long now) {
        return deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - now;
    }

    /** Within the longs' reach, so that a server that asks for a million years doesn't break us. */
    private static long nanos(Duration duration) {
        return duration.isNegative() ? 0 : duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    private static String text(long nanos) {
        return Text.of(Duration.ofNanos(nanos));
    }

    /** What follows a failure. {@code why} is for people. */
    public sealed interface Decision {
        String why();

        /** Try again after the delay, at another endpoint if there is one. */
        record Again(long delayNanos, String why) implements Decision {}

        /** Report the failure. */
        record Stop(String why) implements Decision {}
    }
}
