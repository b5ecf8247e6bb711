// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.grpc.Calls.Admission;
import dev.hawser.time.Time;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/**
 * A second attempt beside a first that is slow to answer: at another endpoint, if there is one with room, and if the budget
 * has a retry for it. Whoever answers first counts, and the other is cancelled. Used in the call's steps only.
 *
 * <p>At most one, as "The Tail at Scale" (Dean and Barroso, 2013) found to be enough, and never without the budget: hedges
 * of servers that are slow because they are overloaded double their load.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class Hedge<ReqT, RespT> {
    private final Course<ReqT, RespT> call;
    private final Time.Scheduled timer;
    private @Nullable AttemptCall<ReqT, RespT> first;
    private @Nullable AttemptCall<ReqT, RespT> second;

    Hedge(Course<ReqT, RespT> call, AttemptCall<ReqT, RespT> first, long delayNanos) {
        this.call = call;
        this.first = first;
        Means means = call.calls.means();
        this.timer =
                means.time().schedule(delayNanos, () -> means.executor().execute(() -> call.serial.run(this::fire)));
    }

    private void fire() {
        AttemptCall<ReqT, RespT> slow = first;
        if (slow == null || call.isDecided() || !isWorthwhile()) {
            return;
        }
        Calls calls = call.calls;
        SharedConnection<ManagedChannel> other =
                calls.pool().tryEnter(call.choice().avoiding(slow.endpoint()));
        if (other == null) {
            return;
        }
        boolean elsewhere = !other.endpoint().address().equals(slow.endpoint());
        if (elsewhere && calls.terms().budget().tryWithdraw(call.now())) {
            calls.retried(call.method, slow, "no answer yet", 0);
            second = call.launchBeside(other);
        } else {
            other.cancelled(0);
        }
    }

    private boolean isWorthwhile() {
        return call.attempts() < call.policy.maxAttempts()
                && call.replay.isRepeatable()
                && call.calls.admission() != Admission.NOTHING;
    }

    /** One has failed; answers with the other, if that is still under way. */
    @Nullable
    AttemptCall<ReqT, RespT> otherThan(AttemptCall<ReqT, RespT> failed) {
        timer.cancel();
        if (first == failed) {
            first = null;
        } else if (second == failed) {
            second = null;
        }
        return first == null ? second : first;
    }

    /** One counts: the other is of no use any more. */
    void won(AttemptCall<ReqT, RespT> winner) {
        timer.cancel();
        cancel(first == winner ? second : first, "another attempt answered first", null);
    }

    /** Both are of no use any more. */
    void cancel(@Nullable String message, @Nullable Throwable cause) {
        timer.cancel();
        cancel(first, message, cause);
        cancel(second, message, cause);
    }

    private void cancel(
            @Nullable AttemptCall<ReqT, RespT> attempt, @Nullable String message, @Nullable Throwable cause) {
        if (attempt != null) {
            attempt.cancel(message, cause);
        }
    }
}
