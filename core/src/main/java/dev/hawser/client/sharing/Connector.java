// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Text;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * When connections are opened: not too many at once, not for too long, and not again and again to an endpoint where it is of no
 * use. Under the pool's lock.
 *
 * @param <C> the connection
 */
final class Connector<C> {

    /** How long a caller waits for one endpoint's first connection before another's is opened as well: as in RFC 8305. */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A connection that lives no longer was not worth opening, and so many in a row are a failure to connect. */
    private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int SHORT_LIVES = 3;

    private final Setup<C> setup;
    private final Agenda<C> agenda;
    private final Coordinator<C> coordinator;
    private final Connecting<C> connecting = new Connecting<>();

    Connector(Setup<C> setup, Agenda<C> agenda, Coordinator<C> coordinator) {
        this.setup = setup;
        this.agenda = agenda;
        this.coordinator = coordinator;
    }

    /** Begins to connect, now or when fewer are at it. */
    void begin(Member<C> member, long now, Effects<C> effects) {
        Attempt<C> attempt = connecting.begin(member, now);
        if (attempt != null) {
            long limit = setup.sharing().connectTimeout().toNanos();
            agenda.add(now + limit, (then, more) -> expire(attempt, then, more));
            if (limit > STALL_NANOS) {
                agenda.add(now + STALL_NANOS, (then, more) -> stalled(attempt, then, more));
            }
            effects.connect(attempt);
        }
    }

    private void expire(Attempt<C> attempt, long now, Effects<C> effects) {
        if (!attempt.done) {
            effects.cancel(attempt);
            String message = "connect to " + attempt.member.address() + ": no answer within "
                    + Text.of(setup.sharing().connectTimeout());
            coordinator.connectFailed(attempt, new TimeoutException(message), now, effects);
        }
    }

    /** An endpoint takes long to connect to: others may be tried meanwhile, and for those who wait, one is. */
    private void stalled(Attempt<C> attempt, long now, Effects<C> effects) {
        if (attempt.done) {
            return;
        }
        connecting.yieldPlace(attempt);
        resumePostponed(now, effects);
        if (attempt.member.isUnconnected() && coordinator.waiting() > 0) {
            Member<C> next = another(effects);
            if (next != null) {
                next.wanted = true;
                coordinator.maintain(next, now, effects);
            }
        }
    }

    private @Nullable Member<C> another(Effects<C> effects) {
        Fleet<C> fleet = setup.front().fleet;
        try {
            int other = fleet.picker().pick(i -> {
                Member<C> member = fleet.members().get(i);
                return member.isUnconnected() && member.attempt == null;
            });
            return other == Picker.NONE ? null : fleet.members().get(other);
        } catch (RuntimeException | Error problem) { // the picker's; the other attempt goes on
            effects.report(problem);
            return null;
        }
    }

    /** Somebody whose turn had to wait may have it now. */
    void resumePostponed(long now, Effects<C> effects) {
        Member<C> next = connecting.nextPostponed();
        while (next != null) {
            coordinator.maintain(next, now, effects);
            next = connecting.nextPostponed();
        }
    }

    /** False if it was over already: out of time, or of no use any more. */
    boolean finish(Attempt<C> attempt) {
        return connecting.finish(attempt);
    }

    void abandon(Attempt<C> attempt, Effects<C> effects) {
        connecting.abandon(attempt, effects);
    }

    void abandonAll(Effects<C> effects) {
        connecting.abandonAll(effects);
    }

    /** Connecting failed, or was of no use: not again before the backoff has ended. */
    void leaveAlone(Member<C> member, Throwable cause, long backoff, long now) {
        member.unreachable(cause, backoff, now);
        long retryAt = member.reach.retryAt();
        agenda.add(retryAt, (then, more) -> retry(member, retryAt, then, more));
    }

    /** The end of a backoff. An endpoint that is down is tried again even if nobody asks for it. */
    private void retry(Member<C> member, long at, long now, Effects<C> effects) {
        if (member.reach.failures() > 0 && member.reach.retryAt() == at && !member.removed) {
            if (!member.isDown() && !member.wantsMore()) {
                member.reach.forgive();
            }
            coordinator.maintain(member, now, effects);
        }
    }

    /** A connection was lost: one that lived for a moment only, after others that did, counts as a failure to connect. */
    void judge(Link<C> lost, @Nullable Throwable known, long now) {
        Member<C> member = lost.member;
        boolean wasOfUse = member.answered() > lost.answeredBefore; // a peer that says goodbye every second is well
        member.shortLives = wasOfUse || now - lost.opened >= SHORT_LIFE_NANOS ? 0 : member.shortLives + 1;
        if (member.shortLives >= SHORT_LIVES) {
            Throwable cause =
                    known != null ? known : new IOException("connections are closed as soon as they are opened");
            leaveAlone(member, cause, setup.backoffNanos(member.shortLives - SHORT_LIVES + 1), now);
        }
    }
}
