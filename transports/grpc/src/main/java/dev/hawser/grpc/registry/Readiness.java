// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.time.Time;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for a name to be registered, and for its channel to be connected. */
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

    /** Those who wait for a name that isn't registered yet. */
    static final class Arrivals {
        /*
         * State        waiting: who waits, and for whom. over: nobody will come any more; set once.
         * Who changes  Who waits puts himself in and takes himself out; the registry tells of names, and of its end.
         * Never        calls anybody while a name is told: a future without dependents is completed, no more.
         * Hot path     none; a registration looks at the set, which is empty most of the time.
         * Why it holds Who waits is in the set before he looks for the name and reads `over`; names are registered, and `over`
         *              is set, before the set is looked at. One of the two sees the other.
         */
        private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
        private volatile boolean over;

        private record Waiter(String name, CompletableFuture<@Nullable NamedChannel> found) {}

        /** Where names are looked up. */
        @FunctionalInterface
        interface Names {
            @Nullable
            NamedChannel find(String name);
        }

        void arrived(NamedChannel channel) {
            for (Waiter waiter : waiting) {
                if (waiter.name.equals(channel.name)) {
                    waiter.found.complete(channel);
                }
            }
        }

        void end() {
            over = true;
            waiting.forEach(waiter -> waiter.found.complete(null));
        }

        boolean isOver() {
            return over;
        }

        /** The channel of that name; null if it hasn't come in time or won't come any more. */
        @Nullable
        NamedChannel await(String name, Duration timeout, Names names, Time time) throws InterruptedException {
            Waiter waiter = new Waiter(name, new CompletableFuture<>());
            waiting.add(waiter);
            Time.Scheduled alarm = time.schedule(timeout.toNanos(), () -> waiter.found.complete(null));
            try {
                NamedChannel there = names.find(name);
                return there != null || over ? there : waiter.found.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            } finally {
                alarm.cancel();
                waiting.remove(waiter);
            }
        }
    }
}
