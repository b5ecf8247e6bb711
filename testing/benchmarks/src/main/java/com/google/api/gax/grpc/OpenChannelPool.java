// SPDX-License-Identifier: Apache-2.0
package com.google.api.gax.grpc;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Opens gax's pool. It lies in gax's package because the pool is visible there only; the public way, by a channel
 * provider, needs a release of Google's authentication library that Maven Central doesn't have, and makes the same pool.
 */
public final class OpenChannelPool {

    private OpenChannelPool() {}

    /** A pool of channels that the supplier makes. */
    public static ManagedChannel of(ChannelPoolSettings settings, Supplier<ManagedChannel> channels) {
        ScheduledExecutorService resizing = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gax-resizing");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return ChannelPool.create(settings, channels::get, resizing, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
