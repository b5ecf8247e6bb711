// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.io.Reader;

/** Text of which no part is too long, so that one endless string can't take all memory. */
final class BoundedText extends Reader {

    /** An instance with a hundred checks, each with the 4 KiB of output that Consul keeps, takes half of it. */
    static final int LONGEST_PART = 1 << 20;

    private final Reader text;
    private int part;

    BoundedText(Reader text) {
        this.text = text;
    }

    /** A new part begins here, give or take what the consumer has in its buffer. */
    void restart() {
        part = 0;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (part > LONGEST_PART) {
            throw new IOException("malformed answer: more than " + LONGEST_PART + " characters for one instance");
        }
        int read = text.read(into, offset, length);
        part += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
