// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Where the demo's servers listen.
 *
 * <p>Ports are taken from here rather than from the system's ephemeral ones: while a server is dead, its port must not
 * become the local port of somebody's outgoing connection, or the server could not come back.
 */
final class Ports {

    private static final int LOWEST = 20_000;
    private static final int COUNT = 10_000;
    private static final int TRIES = 50;

    private Ports() {}

    /** Begins to listen on a port, 0 being any that is free. */
    @FunctionalInterface
    interface Listen<T> {
        T on(int port) throws IOException;
    }

    /** On that port, or for 0 on one that no seed repeats: two demos on one machine must not take each other's. */
    static <T> T listen(int port, Listen<T> listen) throws IOException {
        if (port > 0) {
            return listen.on(port);
        }
        RandomGenerator random = RandomGenerator.getDefault();
        for (int n = 0; n < TRIES; n++) {
            try {
                return listen.on(LOWEST + random.nextInt(COUNT));
            } catch (IOException taken) {
                continue;
            }
        }
        return listen.on(0);
    }
}
