// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.discovery.Delivery;
import dev.hawser.discovery.Discovery;
import dev.hawser.kubernetes.api.Api;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Endpoints from resources of one kind. Each watch has a connection of its own, and closes it.
 *
 * @param describe in words; holds no secret
 * @param opening makes the connection; may block
 * @param requestTimeout until a page must have come in whole, and until a watch must have begun
 * @param watchPeriod a watch is begun anew after this time or up to twice as long
 * @param random of watches' lives and waits; one for all watches, so it must be safe for use by several threads
 */
public record ResourceSource<T>(
        String describe,
        ResourceKind kind,
        Reader<T> reader,
        Opening opening,
        Duration requestTimeout,
        Duration watchPeriod,
        RandomGenerator random)
        implements Discovery {

    /** Makes a connection, on a thread that may block. */
    @FunctionalInterface
    public interface Opening {

        Api open() throws IOException;
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        ListWatch<T> rules = new ListWatch<>(reader, new Pace(watchPeriod, random));
        ResourceWatch<T> watch = new ResourceWatch<>(this, rules, new Delivery(watcher, describe), context);
        watch.start();
        return watch;
    }
}
