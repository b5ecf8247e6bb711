// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How to know where an answer ends, and whether it is a good one.
 *
 * @param until ends the answer, and belongs to it; empty if the length is fixed
 * @param length of the answer in bytes, where {@code until} is empty
 * @param expect what a good answer begins with; may be empty
 */
record Reply(byte[] until, int length, byte[] expect) {

    /** An answer without an end must not fill the memory. */
    static final int MAX_BYTES = 1 << 20;

    private static final int SHOWN_BYTES = 40;
    private static final int CHUNK = 4096;

    Reply {
        if (until.length == 0 && (length < 1 || length > MAX_BYTES)) {
            throw new IllegalArgumentException("--read-bytes: " + length + " (expected: 1 to " + MAX_BYTES + ")");
        }
    }

    static Reply until(byte[] end, byte[] expect) {
        return new Reply(end, 0, expect);
    }

    static Reply exactly(int length, byte[] expect) {
        return new Reply(new byte[0], length, expect);
    }

    /**
     * Reads one answer.
     *
     * @throws IOException if it ends too early, is too long, or is not a good one; the connection must then not be
     *     used again, because what follows is anybody's guess
     */
    void read(InputStream in) throws IOException {
        byte[] answer = until.length == 0 ? readExactly(in) : readUntil(in);
        check(answer);
    }

    /** @throws IOException if it is not a good answer */
    void check(byte[] answer) throws IOException {
        int mismatch = Arrays.mismatch(answer, expect);
        if (mismatch >= 0 && mismatch < expect.length) {
            throw new UnexpectedReplyException("unexpected answer: '" + shown(answer) + "'");
        }
    }

    /** The server answered, but not what was expected. */
    static final class UnexpectedReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        UnexpectedReplyException(String message) {
            super(message);
        }
    }

    private byte[] readExactly(InputStream in) throws IOException {
        byte[] answer = in.readNBytes(length);
        if (answer.length < length) {
            throw new EOFException("closed after " + answer.length + " of " + length + " bytes");
        }
        return answer;
    }

    private byte[] readUntil(InputStream in) throws IOException {
        byte[] buffer = new byte[CHUNK];
        int count = 0;
        while (!endsWith(buffer, count)) {
            if (count == buffer.length) {
                if (count == MAX_BYTES) {
                    throw new UnexpectedReplyException("no end of the answer within " + MAX_BYTES + " bytes");
                }
                buffer = Arrays.copyOf(buffer, count * 2);
            }
            int read = in.read(buffer, count, buffer.length - count);
            if (read < 0) {
                throw new EOFException("closed after " + count + " bytes, before the end of the answer");
            }
            count += read;
        }
        return Arrays.copyOf(buffer, count);
    }

    /** One request is in flight, so the end of its answer is the end of what has arrived. */
    private boolean endsWith(byte[] buffer, int count) {
        return count >= until.length && Arrays.equals(buffer, count - until.length, count, until, 0, until.length);
    }

    private static String shown(byte[] answer) {
        String text = new String(answer, 0, Math.min(answer.length, SHOWN_BYTES), StandardCharsets.ISO_8859_1);
        return text.strip().replaceAll("[^ -~]", ".") + (answer.length > SHOWN_BYTES ? "…" : "");
    }
}
