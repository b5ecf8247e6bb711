// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import dev.hawser.cache.Loader;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.channel.ChannelDrain;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.transport.SharedTransport.Loss;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Dials for the cache, says which lines are dead, and ends those that it is done with. */
final class LineLoader implements Loader<Address, Line> {

    private final Dialing dialing;
    private final ChannelDrain drain;
    private final LostLines lost;

    LineLoader(Dialing dialing, ChannelDrain drain, LostLines lost) {
        this.dialing = dialing;
        this.drain = drain;
        this.lost = lost;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the futures is ours and throws nothing
    public CompletableFuture<Line> load(Address address) {
        AtomicBoolean isLost = new AtomicBoolean();
        AtomicReference<@Nullable Line> itself = new AtomicReference<>();
        CompletableFuture<Line> result = new CompletableFuture<>();
        CompletableFuture<ManagedChannel> dial = begin(address, cause -> {
            isLost.set(true); // seen by whoever asks next, even if the cache doesn't know the line yet
            Line line = itself.get();
            if (line != null) {
                lost.lost(address, line);
            }
        });
        dial.whenComplete((channel, problem) -> {
            if (channel == null) {
                result.completeExceptionally(problem);
                return;
            }
            Line line = new Line(channel, isLost);
            itself.set(line);
            if (!result.complete(line)) {
                close(line);
            }
        });
        onCancel(result, cancelled -> dial.cancel(false));
        return result;
    }

    private CompletableFuture<ManagedChannel> begin(Address address, Loss loss) {
        Context caller = Context.ROOT.attach(); // whose deadline and cancellation are not the other callers' business
        try {
            return dialing.dial(address, loss);
        } finally {
            Context.ROOT.detach(caller);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows is ours and throws nothing
    private static void onCancel(CompletableFuture<?> future, Consumer<Throwable> action) {
        future.whenComplete((value, problem) -> {
            if (future.isCancelled()) {
                action.accept(problem);
            }
        });
    }

    @Override
    public boolean isAlive(Line line) {
        return line.isAlive();
    }

    @Override
    public void close(Line line) {
        drain.end(line.channel);
    }

    /** Hears of lines that take no new calls any more. */
    @FunctionalInterface
    interface LostLines {
        void lost(Address address, Line line);
    }

    /** One of the two ways to a channel. */
    @FunctionalInterface
    interface Dialing {

        /** Cancelling the answer ends the dial. */
        CompletableFuture<ManagedChannel> dial(Address address, Loss loss);

        static Dialing over(GrpcTransport transport) {
            return (address, loss) -> transport.connect(Endpoint.of(address), loss);
        }

        /** Somebody else's future is never cancelled: he might not see it, and what he opened then would stay open. */
        @SuppressWarnings("FutureReturnValueIgnored") // what follows is ours and throws nothing
        static Dialing by(Dialer dialer) {
            return (address, loss) -> {
                CompletableFuture<ManagedChannel> answer = new CompletableFuture<>();
                dialer.dial(address).whenComplete((channel, problem) -> {
                    if (channel == null) {
                        Throwable cause = problem == null ? new IllegalStateException("no channel") : problem;
                        answer.completeExceptionally(cause);
                    } else if (!answer.complete(channel)) {
                        channel.shutdownNow();
                    }
                });
                return answer;
            };
        }
    }
}
