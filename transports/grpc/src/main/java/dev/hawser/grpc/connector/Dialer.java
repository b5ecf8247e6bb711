// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Opens the channels of a {@link CachingConnector} in a way of one's own.
 *
 * <p>Called without any lock held and with {@code Context.ROOT} current, for different addresses at the same time, and must
 * not block ({@link #blocking} makes one of code that does). The connector doesn't stop a dial that takes too long: a
 * channel that comes too late is shut down. It shuts down whatever a dialer gives it, each channel once, so a dialer must
 * not give the same one twice.
 */
@FunctionalInterface
public interface Dialer {

    /** @return completes with a channel of the connector's own, or exceptionally with the reason why there is none */
    CompletionStage<ManagedChannel> dial(Address address);

    /** A dialer that blocks, on the executor's threads. */
    static Dialer blocking(BlockingDial dial, Executor executor) {
        requireNonNull(dial, "dial");
        requireNonNull(executor, "executor");
        return address -> {
            CompletableFuture<ManagedChannel> result = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    result.complete(dial.dial(address));
                } catch (Exception | Error e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        };
    }

    /** Opens a channel, taking as long as it needs. */
    @FunctionalInterface
    interface BlockingDial {
        ManagedChannel dial(Address address) throws Exception;
    }
}
