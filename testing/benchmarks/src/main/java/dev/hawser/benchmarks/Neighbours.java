// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many cores other programs took from us since this was made: the machine's busy time less our own and that of the
 * JVMs we started and that have ended. Linux only; elsewhere it is not known.
 */
final class Neighbours {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");

    /** What a tick of the kernel's accounting lasts, everywhere that matters. */
    private static final double TICK_SECONDS = 0.01;

    private static final int USER = 1;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;
    private static final int OWN_USER = 11;
    private static final int CHILDREN_SYSTEM = 14;

    private final long startedAt = System.nanoTime();
    private final long others = othersTicks();

    /** NaN if not known. */
    double cores() {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        return others < 0 ? Double.NaN : Math.max(0, othersTicks() - others) * TICK_SECONDS / seconds;
    }

    private static long othersTicks() {
        try {
            String[] machine =
                    Files.readString(MACHINE).lines().findFirst().orElse("").split("\\s+");
            long busy = 0;
            for (int i = USER; i <= STEAL; i++) {
                busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(machine[i]);
            }
            String self = Files.readString(SELF);
            String[] own = self.substring(self.lastIndexOf(')') + 2).split(" "); // the name may hold blanks
            for (int i = OWN_USER; i <= CHILDREN_SYSTEM; i++) {
                busy -= Long.parseLong(own[i]);
            }
            return busy;
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
