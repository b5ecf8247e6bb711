// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts a stream of bytes into frames, until it ends or breaks.
 *
 * <p>Memory follows what has arrived, not what a head promises: the buffer doubles when it is full, and never holds
 * more than one frame of the maximum length. It shrinks again after a long frame.
 */
final class FrameReader {

    private static final int USUAL_BYTES = 8 * 1024;

    private final InputStream in;
    private final Framing framing;
    private final int maxBytes;
    private ByteBuffer buffer;

    FrameReader(InputStream in, Framing framing) {
        this.in = in;
        this.framing = framing;
        this.maxBytes = Math.max(USUAL_BYTES, framing.maxFrameLength());
        this.buffer = ByteBuffer.allocate(USUAL_BYTES);
    }

    /** Reads for ever; what is thrown says how it ended. No part of a frame is ever delivered. */
    void run(Sink sink) throws IOException {
        while (true) {
            int count = in.read(buffer.array(), buffer.position(), buffer.remaining());
            if (count < 0) {
                throw new EOFException(
                        buffer.position() == 0
                                ? "the peer closed the connection"
                                : "the peer closed the connection inside a frame, after " + buffer.position()
                                        + " bytes");
            }
            sink.heard();
            buffer.position(buffer.position() + count).flip();
            deliver(sink);
            makeRoom();
        }
    }

    private void deliver(Sink sink) throws IOException {
        while (true) {
            int before = buffer.position();
            Optional<Frame> frame = framing.decode(buffer);
            if (frame.isEmpty()) {
                return;
            }
            if (buffer.position() <= before) {
                throw new FramingException("the framing took a frame of no length");
            }
            sink.frame(frame.get());
        }
    }

    private void makeRoom() throws FramingException {
        int rest = buffer.remaining();
        if (rest == buffer.capacity()) {
            if (rest >= maxBytes) {
                throw new FramingException("no frame in " + rest + " bytes (expected: at most "
                        + framing.maxFrameLength() + " per frame)");
            }
            buffer = copied((int) Math.min(maxBytes, 2L * rest));
        } else if (rest < USUAL_BYTES && buffer.capacity() > USUAL_BYTES) {
            buffer = copied(USUAL_BYTES);
        } else {
            buffer.compact();
        }
    }

    private ByteBuffer copied(int capacity) {
        return ByteBuffer.allocate(capacity).put(buffer);
    }

    /** Hears what the reader finds. */
    interface Sink {

        /** Something has arrived, if only a part of a frame. */
        void heard();

        void frame(Frame frame) throws IOException;
    }
}
