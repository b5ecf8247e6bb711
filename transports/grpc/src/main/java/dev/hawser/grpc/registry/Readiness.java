// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.time.Time;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a channel to be connected. */
final class Readiness {

    private Readiness() {}

    /** The state in which the wait ended: READY or SHUTDOWN, or whatever it was when the time was over. */
    static ConnectivityState await(ManagedChannel channel, Duration timeout, Time time) throws InterruptedException {
        CompletableFuture<ConnectivityState> end = new CompletableFuture<>();
        look(channel, end);
        Time.Scheduled alarm = time.schedule(timeout.toNanos(), () -> end.complete(channel.getState(false)));
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            end.cancel(false);
            alarm.cancel();
        }
    }

    private static void look(ManagedChannel channel, CompletableFuture<ConnectivityState> end) {
        if (end.isDone()) {
            return;
        }
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY || state == ConnectivityState.SHUTDOWN) {
            end.complete(state);
        } else {
            channel.notifyWhenStateChanged(state, () -> look(channel, end));
        }
    }
}
