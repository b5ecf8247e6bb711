// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The client of each address: made once, when first asked for, however many ask at a time. */
final class Clients<T> {

    private final ConcurrentHashMap<Address, CompletableFuture<T>> clients = new ConcurrentHashMap<>();
    private final Function<? super Channel, ? extends T> factory;
    private final Function<Address, Channel> channels;

    Clients(Function<? super Channel, ? extends T> factory, Function<Address, Channel> channels) {
        this.factory = factory;
        this.channels = channels;
    }

    /** The factory runs on the thread of whoever came first, and under no lock; the others wait for it. */
    T get(Address address) {
        CompletableFuture<T> known = clients.get(address);
        if (known == null) {
            CompletableFuture<T> mine = new CompletableFuture<>();
            known = clients.putIfAbsent(address, mine);
            if (known == null) {
                make(address, mine);
                known = mine;
            }
        }
        return join(known);
    }

    private void make(Address address, CompletableFuture<T> made) {
        try {
            made.complete(factory.apply(channels.apply(address)));
        } catch (RuntimeException | Error e) {
            clients.remove(address, made); // the next caller tries anew
            made.completeExceptionally(e);
        }
    }

    private static <T> T join(CompletableFuture<T> client) {
        try {
            return client.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    /** Forgets the client, and closes it if it can be closed. What that throws is returned. */
    Optional<Exception> remove(Address address) {
        CompletableFuture<T> client = clients.remove(address);
        if (client != null && !client.isCompletedExceptionally() && client.join() instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    List<Exception> removeAll() {
        List<Exception> failures = new ArrayList<>();
        clients.keySet().forEach(address -> remove(address).ifPresent(failures::add));
        return failures;
    }
}
