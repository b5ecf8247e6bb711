// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids for the requests of one connection: in sequence from a random start, each once.
 *
 * <p>The start is random so that an answer meant for another connection, or made up, does not fit by chance.
 */
final class RequestIds {

    private final long start;
    private final int bits;
    private final AtomicLong used = new AtomicLong();

    RequestIds(int bits, long start) {
        this.bits = bits;
        this.start = start;
    }

    /** The next id; empty when all that fit into the bits have been used. 64 bits outlast any connection. */
    OptionalLong next() {
        long count = used.getAndIncrement();
        if (bits == Long.SIZE) {
            return OptionalLong.of(start + count);
        }
        long all = 1L << bits;
        return count < 0 || count >= all ? OptionalLong.empty() : OptionalLong.of((start + count) & (all - 1));
    }
}
