// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import java.util.random.RandomGenerator;

/** What a flaky server does to a request instead of answering it. */
enum Mischief {
    /** Nothing: it answers. */
    NONE,
    /** Resets the connection. */
    RESET,
    /** Closes the connection without a word. */
    CLOSE,
    /** Resets every connection and refuses new ones for a while. */
    REFUSE;

    /** One case of mischief in eight is a refusal: rare enough for the other two to be seen as well. */
    private static final int KINDS = 8;

    /** Decides about one request; some mischief happens with the given probability. */
    static Mischief next(double probability, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return NONE;
        }
        int kind = random.nextInt(KINDS);
        return kind == 0 ? REFUSE : kind % 2 == 0 ? CLOSE : RESET;
    }
}
