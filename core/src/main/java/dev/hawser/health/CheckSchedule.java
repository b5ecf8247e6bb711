// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * When one endpoint is checked, and what the answers add up to. An endpoint counts as healthy until so many checks in a
 * row have failed, and then as unhealthy until so many in a row have passed.
 *
 * <p>The first check comes at a random moment of the period, so that many clients that start together don't ask together,
 * and each period is drawn between 0.9 and 1.1 times the given one, so that they stay apart. An unhealthy endpoint is
 * asked four times as often. There is never more than one check under way: one that takes longer than the period delays
 * the next.
 *
 * <p>Only decides: reads no clock, calls nobody. Not safe for use by several threads at once.
 */
public final class CheckSchedule {

    private static final double SPREAD = 0.1;
    private static final double UNHEALTHY_SHARE = 0.25;

    private final CheckOptions options;
    private final RandomGenerator random;
    private long due;
    private long begunAt;
    private boolean underWay;
    private boolean healthy = true;
    private int inARow;

    public CheckSchedule(CheckOptions options, RandomGenerator random, long now) {
        this.options = requireNonNull(options, "options");
        this.random = requireNonNull(random, "random");
        this.due = now + (long) (random.nextDouble() * options.period().toNanos());
    }

    /** When the next check is due; absent while one is under way. */
    public OptionalLong nextAt() {
        return underWay ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** Whether to check now. If so, the check is under way until it {@link #passed}, {@link #failed} or was {@link #lost}. */
    public boolean tryBegin(long now) {
        if (underWay || due - now > 0) {
            return false;
        }
        underWay = true;
        begunAt = now;
        return true;
    }

    /** There is no need to check now, since calls succeed, which says as much: the next check is a period away. */
    public void skip(long now) {
        if (!underWay) {
            due = now + period();
        }
    }

    /** The check that was under way passed; without one, nothing changes. */
    public Verdict passed(long now) {
        return ended(true, now);
    }

    /** The check that was under way failed, or took too long; without one, nothing changes. */
    public Verdict failed(long now) {
        return ended(false, now);
    }

    /** The check that was under way came to nothing, as when its connection was closed by ourselves. Says nothing. */
    public void lost(long now) {
        if (underWay) {
            finish(now);
        }
    }

    /** Whether the endpoint may be used, as far as checks tell. */
    public boolean isHealthy() {
        return healthy;
    }

    /** Answers in a row that speak against what the endpoint counts as. */
    public int inARow() {
        return inARow;
    }

    private Verdict ended(boolean passed, long now) {
        if (!underWay) {
            return Verdict.SAME;
        }
        Verdict verdict = verdict(passed);
        finish(now);
        return verdict;
    }

    private Verdict verdict(boolean passed) {
        inARow = passed == healthy ? 0 : inARow + 1;
        if (inARow < (healthy ? options.unhealthyAfter() : options.healthyAfter())) {
            return Verdict.SAME;
        }
        inARow = 0;
        healthy = passed;
        return passed ? Verdict.NOW_HEALTHY : Verdict.NOW_UNHEALTHY;
    }

    private void finish(long now) {
        underWay = false;
        long next = begunAt + period();
        due = next - now > 0 ? next : now;
    }

    private long period() {
        double share = (healthy ? 1 : UNHEALTHY_SHARE) * (1 - SPREAD + 2 * SPREAD * random.nextDouble());
        return (long) (share * options.period().toNanos());
    }

    /** What an answer changes. */
    public enum Verdict {
        SAME,
        NOW_UNHEALTHY,
        NOW_HEALTHY
    }
}
