// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A {@link Transport} made of plain blocking functions, which run on an executor: the way to pool connections of any
 * kind.
 *
 * <p>An executor of virtual threads fits well where there is one. Not guaranteed: that a connect which has begun can
 * be stopped; a factory that may hang should have a timeout of its own, lest it keep its thread.
 *
 * @param <C> the connection
 */
public final class BlockingTransport<C> implements Transport<C> {

    private final Factory<C> factory;
    private final Step<C> probe;
    private final Step<C> closer;
    private final Executor executor;

    public BlockingTransport(Factory<C> factory, Step<C> probe, Step<C> closer, Executor executor) {
        this.factory = requireNonNull(factory, "factory");
        this.probe = requireNonNull(probe, "probe");
        this.closer = requireNonNull(closer, "closer");
        this.executor = requireNonNull(executor, "executor");
    }

    @Override
    public CompletionStage<C> connect(Endpoint endpoint) {
        return run(() -> factory.connect(endpoint));
    }

    @Override
    public CompletionStage<Void> probe(C connection) {
        return run(() -> {
            probe.apply(connection);
            return null;
        });
    }

    @Override
    public void close(C connection) throws Exception {
        closer.apply(connection);
    }

    private <T> CompletionStage<T> run(java.util.concurrent.Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /**
     * Opens a connection, taking as long as it needs.
     *
     * @param <C> the connection
     */
    @FunctionalInterface
    public interface Factory<C> {
        C connect(Endpoint endpoint) throws Exception;
    }

    /**
     * Does something to a connection, and throws if that does not work.
     *
     * @param <C> the connection
     */
    @FunctionalInterface
    public interface Step<C> {
        void apply(C connection) throws Exception;
    }
}
