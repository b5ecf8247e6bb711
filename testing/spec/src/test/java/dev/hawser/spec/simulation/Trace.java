// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What happened in one simulation: a hash over everything, the last lines in words, and the first promise that was
 * broken. A broken promise is noted rather than thrown, because much of the code that notices is called by the pool,
 * which rightly survives what its callbacks throw.
 */
final class Trace {

    private static final int TAIL = 80;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final ArrayDeque<String> tail = new ArrayDeque<>();
    private long hash = FNV_OFFSET;
    private long lines;
    private Optional<String> broken = Optional.empty();

    void note(long elapsedNanos, String what) {
        String line = elapsedNanos / 1_000 + " us  " + what;
        hash = (hash ^ line.hashCode()) * FNV_PRIME;
        lines++;
        tail.addLast(line);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
    }

    void broken(long elapsedNanos, String promise) {
        note(elapsedNanos, "BROKEN " + promise);
        if (broken.isEmpty()) {
            broken = Optional.of(promise + "\n  " + String.join("\n  ", tail));
        }
    }

    Optional<String> broken() {
        return broken;
    }

    long hash() {
        return hash;
    }

    long lines() {
        return lines;
    }
}
