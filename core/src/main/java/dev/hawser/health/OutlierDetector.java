// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides which of a group's endpoints are left alone because their calls fail, for how long, and when they are given
 * another chance: see {@link Trust} for the states.
 *
 * <p>An endpoint is ejected after so many failures in a row, or if too few of enough calls within ten seconds succeeded.
 * Each ejection is twice as long as the one before, drawn between half and all of it; each ten seconds of trust in
 * between take one doubling back. Then, or as soon as an endpoint that had no connection left has {@linkplain #reached one
 * again}, exactly one call is let in: if it succeeds, the endpoint is trusted again and starts without a record; if it
 * fails, it is ejected again.
 *
 * <p>Limits, over all endpoints known: half may be ejected, of which a tenth by the ratio; in both cases at least one, if
 * there are two or more. The only endpoint is never ejected. While fewer than half are eligible (neither ejected, nor
 * unfit, nor {@linkplain #down down}), the detector panics: ejections stand, but calls are let in all the same, since
 * then the failures are more likely everybody's than each one's.
 *
 * <p>Not safe for use by several threads: called under its owner's lock. {@link #isPanicking} and what is in
 * {@link EndpointHealth} may be called by any thread. The rules are those of Finagle's failure accrual, the limits those
 * of Envoy's outlier detection.
 */
public final class OutlierDetector {

    /** Trust as long as the window takes one doubling back: an endpoint that fails more often is still in trouble. */
    private static final long FORGIVE_NANOS = FailureWindow.BUCKETS * FailureWindow.BUCKET_NANOS;

    /** Where counting ejections ends: the longest ejection is reached long before. */
    private static final int MOST_EJECTIONS = 64;

    private static final String TOO_FEW_LEFT = "too few endpoints are left to do without it";

    private final OutlierOptions options;
    private final RandomGenerator random;
    private final Set<EndpointHealth> endpoints = new HashSet<>();

    // What would otherwise be counted anew at each change, which for thousands of endpoints is slow: see move().
    private final Set<EndpointHealth> ejected = new LinkedHashSet<>();
    private int ejectedByRatio;
    private int eligible;
    private volatile boolean panicking;

    public OutlierDetector(OutlierOptions options, RandomGenerator random) {
        this.options = requireNonNull(options, "options");
        this.random = requireNonNull(random, "random");
    }

    /** An endpoint was added. */
    public EndpointHealth add(Address address, long now) {
        EndpointHealth health = new EndpointHealth(address, this, now);
        endpoints.add(health);
        count(health, 1);
        updatePanic();
        return health;
    }

    /** An endpoint was removed: it stays as it is from now on. Others may be one too many for the limits then, and are trusted again. */
    public List<HealthChange> remove(EndpointHealth health, long now) {
        if (endpoints.remove(health)) {
            count(health, -1);
        }
        health.gone = true;
        return withinLimits(now);
    }

    /**
     * The endpoint gets no calls for another reason, or does so again: while it is aside, it isn't counted, neither among all
     * nor among the ejected, and isn't ejected. Others may be one too many for the limits then, and are trusted again.
     */
    public List<HealthChange> aside(EndpointHealth health, boolean aside, long now) {
        if (health.gone || health.aside == aside) {
            return List.of();
        }
        if (aside) {
            count(health, -1);
            health.aside = true;
            endpoints.remove(health);
        } else {
            health.aside = false;
            endpoints.add(health);
            count(health, 1);
        }
        return withinLimits(now);
    }

    private List<HealthChange> withinLimits(long now) {
        List<HealthChange> changes = new ArrayList<>();
        while (ejectedByRatio > mostByRatio()) {
            changes.add(trust(firstOut(each -> each.byRatio), now, TOO_FEW_LEFT));
        }
        while (ejected.size() > mostEjected()) {
            changes.add(trust(firstOut(each -> true), now, TOO_FEW_LEFT));
        }
        updatePanic();
        return changes;
    }

    /**
     * Ejects the endpoint if its latest failures are too many. To be asked when {@link EndpointHealth#failed} says so.
     *
     * @param ended calls that have ended since the endpoint was added, however they did
     * @param failed those that failed
     */
    public List<HealthChange> judge(EndpointHealth health, long ended, long failed, long now) {
        health.looked(now);
        health.window.feed(ended, failed, now);
        if (health.gone || health.aside || health.trust() != Trust.TRUSTED) {
            return List.of();
        }
        int inARow = health.streak();
        if (options.consecutiveFailures() > 0 && inARow >= options.consecutiveFailures()) {
            return ejected.size() < mostEjected()
                    ? eject(health, false, inARow + " failures in a row", now)
                    : List.of();
        }
        long calls = health.window.ended();
        long failures = health.window.failed();
        if (calls >= options.minCalls() && calls - failures < options.successRatio() * calls) {
            boolean allowed = ejected.size() < mostEjected() && ejectedByRatio < mostByRatio();
            return allowed
                    ? eject(health, true, failures + " of " + calls + " calls failed within 10s", now)
                    : List.of();
        }
        return List.of();
    }

    /** The probe succeeded: the endpoint is trusted again. */
    public List<HealthChange> probeSucceeded(EndpointHealth health, long ticket, long now) {
        if (health.gone || !move(health, () -> health.endProbe(ticket, Trust.TRUSTED))) {
            return List.of();
        }
        startAnew(health, now);
        updatePanic();
        return List.of(new HealthChange(health, Trust.PROBING, Trust.TRUSTED, "a call succeeded"));
    }

    /** The probe failed by the endpoint's fault: it is ejected again, for longer. */
    public List<HealthChange> probeFailed(EndpointHealth health, long ticket, long now) {
        if (health.gone || !health.endProbe(ticket, Trust.EJECTED)) {
            return List.of();
        }
        String why = "the call that was let in to try failed as well";
        sentence(health, why, now);
        return List.of(new HealthChange(health, Trust.PROBING, Trust.EJECTED, why));
    }

    /** Active checks fail: no calls, whatever calls say, until they pass. */
    public List<HealthChange> unfit(EndpointHealth health, String why) {
        if (health.gone || health.trust() == Trust.UNFIT) {
            health.why = why;
            return List.of();
        }
        Trust from = move(health, () -> health.become(Trust.UNFIT));
        health.why = why;
        updatePanic();
        return List.of(new HealthChange(health, from, Trust.UNFIT, why));
    }

    /** Active checks pass: an unfit endpoint is trusted again, and so is an ejected one. */
    public List<HealthChange> fit(EndpointHealth health, long now) {
        if (health.gone || health.trust() == Trust.TRUSTED) {
            return List.of();
        }
        HealthChange change = trust(health, now, "its checks pass");
        updatePanic();
        return List.of(change);
    }

    /**
     * The endpoint, which had no connection left, has one again: what its calls failed of may have been the way there, so
     * an ejected one gets its chance now.
     */
    public List<HealthChange> reached(EndpointHealth health) {
        if (health.gone || health.trust() != Trust.EJECTED) {
            return List.of();
        }
        health.become(Trust.HALF_OPEN);
        return List.of(new HealthChange(health, Trust.EJECTED, Trust.HALF_OPEN, "it is connected anew"));
    }

    /** Whether the endpoint is unreachable, which the detector doesn't decide but has to know to panic in time. */
    public void down(EndpointHealth health, boolean down) {
        if (!health.gone) {
            count(health, -1);
            health.down = down;
            count(health, 1);
            updatePanic();
        }
    }

    /** Ends the ejections whose time is up; to be called at {@link #nextAt}, or later. */
    public List<HealthChange> advance(long now) {
        List<HealthChange> changes = new ArrayList<>();
        for (EndpointHealth each : ejected) {
            if (each.trust() == Trust.EJECTED && each.until - now <= 0) {
                each.become(Trust.HALF_OPEN);
                changes.add(new HealthChange(each, Trust.EJECTED, Trust.HALF_OPEN, "its time is up"));
            }
        }
        return changes;
    }

    /** When the first ejection ends; absent if nobody is ejected. */
    public OptionalLong nextAt(long now) {
        OptionalLong wait = ejected.stream()
                .filter(each -> each.trust() == Trust.EJECTED)
                .mapToLong(each -> each.until - now)
                .min();
        return wait.isPresent() ? OptionalLong.of(now + wait.getAsLong()) : wait;
    }

    /** Whether so few endpoints are eligible that calls are let in everywhere. Safe for use by any thread. */
    public boolean isPanicking() {
        return panicking;
    }

    /** Safe for use by any thread. */
    boolean isWorthALook(int inARow, boolean due) {
        int limit = options.consecutiveFailures();
        return (limit > 0 && inARow % limit == 0) || (due && options.successRatio() > 0);
    }

    private List<HealthChange> eject(EndpointHealth health, boolean byRatio, String why, long now) {
        long trusted = now - health.trustedSince;
        health.ejections = (int) Math.max(0, health.ejections - trusted / FORGIVE_NANOS);
        move(health, () -> {
            health.byRatio = byRatio;
            return health.become(Trust.EJECTED);
        });
        sentence(health, why, now);
        updatePanic();
        return List.of(new HealthChange(health, Trust.TRUSTED, Trust.EJECTED, why));
    }

    private void sentence(EndpointHealth health, String why, long now) {
        health.ejections = Math.min(health.ejections + 1, MOST_EJECTIONS);
        health.until = now + ejectionNanos(health.ejections);
        health.why = why;
    }

    /** Doubling, with equal jitter, so that endpoints ejected together are not tried together. */
    private long ejectionNanos(int ejections) {
        double doubled = options.baseEjection().toNanos() * Math.pow(2, ejections - 1);
        double longest = Math.min(doubled, options.maxEjection().toNanos());
        return (long) (longest * (1 + random.nextDouble()) / 2);
    }

    private HealthChange trust(EndpointHealth health, long now, String why) {
        Trust from = move(health, () -> health.become(Trust.TRUSTED));
        startAnew(health, now);
        return new HealthChange(health, from, Trust.TRUSTED, why);
    }

    private static void startAnew(EndpointHealth health, long now) {
        health.forget(now);
        health.trustedSince = now;
        health.why = "";
    }

    /** Of the ejected ones, who would be tried first anyway. */
    private EndpointHealth firstOut(Predicate<EndpointHealth> which) {
        return ejected.stream()
                .filter(which)
                .min(Comparator.comparing((EndpointHealth each) -> each.trust() == Trust.EJECTED)
                        .thenComparing((a, b) -> Long.signum(a.until - b.until)))
                .orElseThrow();
    }

    private void updatePanic() {
        panicking = 2 * eligible < endpoints.size();
    }

    /** A transition, with the endpoint counted where it was before and where it is after. */
    private <T> T move(EndpointHealth health, Supplier<T> transition) {
        count(health, -1);
        T result = transition.get();
        count(health, 1);
        return result;
    }

    /** Counts an endpoint in or out. What other threads may do meanwhile, take or give back the probe, changes no count. */
    private void count(EndpointHealth health, int by) {
        if (health.aside) {
            return;
        }
        Trust trust = health.trust();
        if (trust == Trust.TRUSTED) {
            eligible += health.down ? 0 : by;
        } else if (trust != Trust.UNFIT) {
            ejectedByRatio += health.byRatio ? by : 0;
            if (by > 0) {
                ejected.add(health);
            } else {
                ejected.remove(health);
            }
        }
    }

    private int mostEjected() {
        return endpoints.size() / 2;
    }

    private int mostByRatio() {
        return Math.max(1, endpoints.size() / 10);
    }
}
