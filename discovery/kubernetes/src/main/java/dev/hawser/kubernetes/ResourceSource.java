// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Delivery;
import dev.hawser.discovery.Discovery;
import java.io.IOException;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Endpoints from resources of one kind. Each watch has a connection of its own, and closes it.
 *
 * @param describe in words; holds no secret
 * @param opening makes the connection; may block
 * @param random of watches' lives and waits; one for all watches, so it must be safe for use by several threads
 */
record ResourceSource<T>(
        String describe,
        ResourceKind kind,
        Reader<T> reader,
        KubernetesOptions options,
        Opening opening,
        RandomGenerator random)
        implements Discovery {

    interface Opening {

        Api open() throws IOException;
    }

    /** Over HTTP, with the options' cluster. */
    static <T> ResourceSource<T> of(String describe, ResourceKind kind, Reader<T> reader, KubernetesOptions options) {
        Opening opening = () -> new HttpApi(options.cluster().open(options), options.requestTimeout());
        return new ResourceSource<>(describe, kind, reader, options, opening, new Random());
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        ListWatch<T> rules = new ListWatch<>(reader, new Pace(options.watchPeriod(), random));
        ResourceWatch<T> watch = new ResourceWatch<>(this, rules, new Delivery(watcher, describe), context);
        watch.start();
        return watch;
    }
}
