// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Seeds the {@link ThreadLocalRandom} of this thread. A shared pool draws from it which of an endpoint's connections to
 * compare, because that is the only source that costs threads no common word; a simulation wants the same draws again.
 */
final class SeededThread {

    private static final VarHandle SEED = seed();

    private SeededThread() {}

    private static VarHandle seed() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("start the JVM with --add-opens=java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    static void seed(long value) {
        ThreadLocalRandom.current(); // the first use on a thread seeds it
        SEED.set(Thread.currentThread(), value);
    }
}
