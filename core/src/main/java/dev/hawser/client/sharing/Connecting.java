// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections being opened: one at a time per endpoint, a few per pool. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class Connecting<C> {

    /** A TLS handshake costs a server about a millisecond: a client that starts up doesn't cost all of them at once. */
    private static final int MOST = 8;

    private final Set<Attempt<C>> attempts = new LinkedHashSet<>();

    /** Those that take so long that they don't count. */
    private final Set<Attempt<C>> patient = new LinkedHashSet<>();

    /** Those who would connect if there were not so many connecting. */
    private final Set<Member<C>> postponed = new LinkedHashSet<>();

    /** Null if too many are under way: its turn comes later. */
    @Nullable
    Attempt<C> begin(Member<C> member, long now) {
        if (attempts.size() >= MOST) {
            postponed.add(member);
            return null;
        }
        Attempt<C> attempt = new Attempt<>(member, now);
        member.attempt = attempt;
        attempts.add(attempt);
        return attempt;
    }

    /**
     * It takes long, and so costs the server nothing just now: somebody else may have its place. Else a handful of
     * endpoints that don't answer would keep all others from being connected to.
     */
    void yieldPlace(Attempt<C> attempt) {
        patient.add(attempt);
        attempts.remove(attempt);
    }

    /** False if it was over already: out of time, or of no use any more. */
    boolean finish(Attempt<C> attempt) {
        if (attempt.done) {
            return false;
        }
        attempt.done = true;
        attempts.remove(attempt);
        patient.remove(attempt);
        attempt.member.attempt = null;
        return true;
    }

    void abandon(Attempt<C> attempt, Effects<C> effects) {
        if (finish(attempt)) {
            effects.cancel(attempt);
        }
    }

    void abandonAll(Effects<C> effects) {
        postponed.clear();
        List<Attempt<C>> all = new ArrayList<>(attempts);
        all.addAll(patient);
        all.forEach(attempt -> abandon(attempt, effects));
    }

    /** Somebody whose turn it is now; null if nobody is waiting for one, or there are still too many under way. */
    @Nullable
    Member<C> nextPostponed() {
        if (postponed.isEmpty() || attempts.size() >= MOST) {
            return null;
        }
        Member<C> next = postponed.iterator().next();
        postponed.remove(next);
        return next;
    }
}
