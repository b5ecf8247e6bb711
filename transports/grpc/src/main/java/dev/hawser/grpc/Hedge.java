// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.grpc.Calls.Admission;
import dev.hawser.time.Time;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Attempts beside a first that is slow to answer: each at an endpoint of its own, if there is one with room, and if the budget
 * has a retry for it. Whoever answers first counts, and the others are cancelled. Used in the call's steps only.
 *
 * <p>Never without the budget: hedges of servers that are slow because they are overloaded double their load. Source: Dean
 * and Barroso, "The Tail at Scale", 2013; gRFC A6.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class Hedge<ReqT, RespT> {
    private final Course<ReqT, RespT> call;
    private final Hedging hedging;
    private final AttemptCall<ReqT, RespT> first;
    private final List<AttemptCall<ReqT, RespT>> underWay = new ArrayList<>(2);
    private Choice elsewhere;
    private Time.@Nullable Scheduled timer;
    private int hedges;
    private boolean measured;

    Hedge(Course<ReqT, RespT> call, Hedging hedging, AttemptCall<ReqT, RespT> first) {
        this.call = call;
        this.hedging = hedging;
        this.first = first;
        this.elsewhere = call.choice().avoiding(first.endpoint());
        underWay.add(first);
        waitForAnswer();
    }

    private void waitForAnswer() {
        OptionalLong delay = hedging.delay().nanos(call.now());
        if (delay.isPresent()) {
            Means means = call.calls.means();
            timer = means.time()
                    .schedule(delay.getAsLong(), () -> means.executor().execute(() -> call.serial.run(this::fire)));
        }
    }

    private void fire() {
        if (underWay.isEmpty() || call.isDecided() || call.calls.admission() == Admission.NOTHING) {
            return;
        }
        if (call.attempts() >= call.policy.maxAttempts() || !call.replay.isRepeatable()) {
            return;
        }
        boolean complete = call.replay.isComplete(); // or the caller's next message would have two ways to go
        if ((!complete || ask()) && hedges < hedging.maxHedges()) {
            waitForAnswer();
        }
    }

    /** Asks one more. @return whether there was one to ask */
    private boolean ask() {
        Calls calls = call.calls;
        SharedConnection<ManagedChannel> other = calls.pool().tryEnter(elsewhere);
        if (other == null) {
            return false;
        }
        boolean asked = elsewhere.avoid().contains(other.endpoint().address());
        if (asked || !calls.terms().budget().tryWithdraw(call.now())) {
            other.cancelled(0);
            return false;
        }
        hedges++;
        elsewhere = elsewhere.avoiding(other.endpoint().address());
        calls.retried(call.method, underWay.get(underWay.size() - 1), "no answer yet", 0);
        underWay.add(call.launchBeside(other));
        return true;
    }

    /** The caller takes so many more responses, which the attempts beside the one that was told have to hear too. */
    void demand(int responses, ClientCall<ReqT, RespT> told) {
        for (AttemptCall<ReqT, RespT> each : underWay) {
            ClientCall<ReqT, RespT> inner = each.inner();
            if (inner != told && inner != null) {
                inner.request(responses);
            }
        }
    }

    /** One has failed; answers with another that is still under way, if there is one. */
    @Nullable
    AttemptCall<ReqT, RespT> otherThan(AttemptCall<ReqT, RespT> failed) {
        underWay.remove(failed);
        if (underWay.isEmpty()) {
            stopWaiting();
            return null;
        }
        return underWay.get(0);
    }

    /** One counts: the others are of no use any more. */
    void won(AttemptCall<ReqT, RespT> winner) {
        measure();
        stopWaiting();
        for (AttemptCall<ReqT, RespT> each : List.copyOf(underWay)) {
            if (each != winner) {
                each.cancel("another attempt answered first", null);
            }
        }
    }

    /** All are of no use any more. */
    void cancel(@Nullable String message, @Nullable Throwable cause) {
        stopWaiting();
        for (AttemptCall<ReqT, RespT> each : List.copyOf(underWay)) {
            each.cancel(message, cause);
        }
    }

    /** The first has its answer, or will be given up without one: it took so long, or at least so long. */
    void measure() {
        if (!measured) {
            measured = true;
            hedging.delay().record(call.now() - first.startedAt());
        }
    }

    private void stopWaiting() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
