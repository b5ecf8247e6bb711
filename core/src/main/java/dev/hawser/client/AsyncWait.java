// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.internal.jfr.Flight;
import dev.hawser.pool.Lease;
import dev.hawser.time.Time;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A wait without a thread: a waiter whose outcome completes a future.
 *
 * @param <C> the connection
 */
final class AsyncWait<C> {

    private final CompletableFuture<Lease<C>> future = new CompletableFuture<>();
    private final Waiter<C> waiter;

    @SuppressWarnings("FutureReturnValueIgnored") // what follows the future is ours and throws nothing
    AsyncWait(Engine<C> engine, @Nullable Member<C> turn, long timeoutNanos) {
        Time time = engine.setup().time();
        long now = time.nanoTime();
        waiter = new Waiter<>(Waiter.Patience.DEADLINE, now, now + timeoutNanos, false, this::complete);
        if (engine.setup().isTracked()) {
            waiter.withStack();
        }
        Time.Scheduled alarm = time.schedule(
                timeoutNanos, () -> engine.decide((core, at, effects) -> core.expire(waiter, at, effects)));
        future.whenComplete((lease, problem) -> {
            alarm.cancel();
            if (!waiter.isDone()) { // cancelled, or completed by the caller or a time-out of his own
                engine.decide((core, at, effects) -> core.withdraw(waiter, at, effects));
                if (waiter.withdrawn) {
                    waiter.wait.record(engine.setup().name(), "", Flight.GIVEN_UP);
                }
            }
        });
        engine.decide((core, at, effects) -> core.arrive(waiter, turn, at, effects));
    }

    CompletableFuture<Lease<C>> future() {
        return future;
    }

    private void complete() {
        Lease<C> lease = waiter.lease();
        Refused refusal = waiter.refusal();
        if (lease != null) {
            if (!future.complete(lease)) {
                lease.close(); // the caller went away at this very moment
            }
        } else if (refusal != null) {
            future.completeExceptionally(refusal.exception());
        }
    }
}
