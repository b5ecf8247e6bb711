// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;

/** Reads numbers and names from a message (RFC 1035, section 4.1) and never beyond its end. */
final class DnsReader {
    /*
     * A name is labels, each after its length, and may end in a pointer to an earlier place, where it goes on. A hostile
     * message can point at itself. So each jump must go to before the place where the present run of labels began: a
     * number that only falls and can't fall below zero. A name of 255 bytes has at most 127 labels, and no use for more
     * jumps than that.
     */
    private static final int POINTER = 0xC0;
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;
    private static final int MOST_JUMPS = 127;

    private final byte[] message;
    private final int end;
    private int position;

    /** @param end how many bytes of the array are the message */
    DnsReader(byte[] message, int end) {
        this.message = message;
        this.end = end;
    }

    int position() {
        return position;
    }

    int short16() throws IOException {
        require(2);
        return (message[position++] & 0xFF) << 8 | (message[position++] & 0xFF);
    }

    long int32() throws IOException {
        return (long) short16() << 16 | short16();
    }

    byte[] bytes(int count) throws IOException {
        require(count);
        byte[] bytes = new byte[count];
        System.arraycopy(message, position, bytes, 0, count);
        position += count;
        return bytes;
    }

    void skip(int count) throws IOException {
        require(count);
        position += count;
    }

    /**
     * A name without the dot at its end; the root is empty. A character that can't be part of a host's name is written
     * {@code \DDD}, as in zone files, so that two different names never look the same.
     */
    String name() throws IOException {
        StringBuilder name = new StringBuilder();
        int length = 1;
        int at = position;
        int runBegan = at;
        int jumps = 0;
        while (true) {
            int size = octet(at);
            if ((size & POINTER) == POINTER) {
                int target = (size & ~POINTER) << 8 | octet(at + 1);
                position = jumps == 0 ? at + 2 : position;
                if (target >= runBegan || ++jumps > MOST_JUMPS) {
                    throw new IOException("a name points to " + target + " (expected: before " + runBegan + ", and "
                            + MOST_JUMPS + " times at most)");
                }
                at = target;
                runBegan = target;
                continue;
            }
            if (size == 0) {
                position = jumps == 0 ? at + 1 : position;
                return name.toString();
            }
            length += size + 1;
            if (size > MAX_LABEL || length > MAX_NAME) {
                throw new IOException("a name or label is too long (expected: <= 255 and <= 63 bytes)");
            }
            append(name, at + 1, size);
            at += size + 1;
        }
    }

    private void append(StringBuilder name, int from, int size) throws IOException {
        if (name.length() > 0) {
            name.append('.');
        }
        for (int i = from; i < from + size; i++) {
            int c = octet(i);
            boolean plain = c > ' ' && c < 0x7F && c != '.' && c != '\\';
            if (plain) {
                name.append((char) c);
            } else {
                name.append("\\%03d".formatted(c));
            }
        }
    }

    private int octet(int at) throws IOException {
        if (at >= end) {
            throw new IOException("the message ends at " + end + " (expected: more)");
        }
        return message[at] & 0xFF;
    }

    private void require(int count) throws IOException {
        if (end - position < count) {
            throw new IOException("the message ends at " + end + " (expected: " + count + " bytes more)");
        }
    }
}
