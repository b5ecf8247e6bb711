// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import java.nio.ByteOrder;
import java.util.List;

/**
 * Where the length and the id are in the head of a frame; offsets and lengths in bytes.
 *
 * <p>The first four mean what they mean in Netty's {@code LengthFieldBasedFrameDecoder}: a frame's whole length is the
 * end of the length field, plus the value in it, plus the adjustment.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param lengthOffset where the length field begins
 * @param lengthBytes its size: 1, 2, 3, 4 or 8
 * @param lengthAdjustment what to add to its value to get the number of bytes that follow it
 * @param initialBytesToStrip how much of the frame's beginning does not belong to the body
 * @param order of bytes, in both fields
 * @param idOffset where the id field begins
 * @param idBytes its size, 1 to 8
 * @param maxFrameLength the longest frame, head included
 */
public record LengthFieldOptions(
        int lengthOffset,
        int lengthBytes,
        int lengthAdjustment,
        int initialBytesToStrip,
        ByteOrder order,
        int idOffset,
        int idBytes,
        int maxFrameLength) {

    /** The limit gRPC has for messages: ample for requests, and a few hundred connections of it fit into a small heap. */
    public static final int DEFAULT_MAX_FRAME_LENGTH = 4 * 1024 * 1024;

    private static final List<Integer> LENGTH_SIZES = List.of(1, 2, 3, 4, 8);

    public LengthFieldOptions {
        if (lengthOffset < 0) {
            throw new IllegalArgumentException("lengthOffset: " + lengthOffset + " (expected: >= 0)");
        }
        if (!LENGTH_SIZES.contains(lengthBytes)) {
            throw new IllegalArgumentException(
                    "lengthBytes: " + lengthBytes + " (expected: one of " + LENGTH_SIZES + ")");
        }
        if (initialBytesToStrip < 0) {
            throw new IllegalArgumentException("initialBytesToStrip: " + initialBytesToStrip + " (expected: >= 0)");
        }
        requireNonNull(order, "order");
        if (idOffset < 0) {
            throw new IllegalArgumentException("idOffset: " + idOffset + " (expected: >= 0)");
        }
        if (idBytes < 1 || idBytes > Long.BYTES) {
            throw new IllegalArgumentException("idBytes: " + idBytes + " (expected: 1 to 8)");
        }
        if (idOffset < lengthOffset + lengthBytes && lengthOffset < idOffset + idBytes) {
            throw new IllegalArgumentException("idOffset: " + idOffset + " (expected: not inside the length field)");
        }
        int head = Math.max(initialBytesToStrip, Math.max(lengthOffset + lengthBytes, idOffset + idBytes));
        if (maxFrameLength < head) {
            throw new IllegalArgumentException(
                    "maxFrameLength: " + maxFrameLength + " (expected: >= head = " + head + ")");
        }
    }

    /** Big endian: four bytes with the length of what follows them, eight bytes of id, then the body; 4 MiB at most. */
    public static LengthFieldOptions defaults() {
        return new LengthFieldOptions(0, 4, 0, 12, ByteOrder.BIG_ENDIAN, 4, 8, DEFAULT_MAX_FRAME_LENGTH);
    }

    public LengthFieldOptions withLengthField(int offset, int bytes, int adjustment) {
        return new LengthFieldOptions(
                offset, bytes, adjustment, initialBytesToStrip, order, idOffset, idBytes, maxFrameLength);
    }

    public LengthFieldOptions withInitialBytesToStrip(int value) {
        return new LengthFieldOptions(
                lengthOffset, lengthBytes, lengthAdjustment, value, order, idOffset, idBytes, maxFrameLength);
    }

    public LengthFieldOptions withOrder(ByteOrder value) {
        return new LengthFieldOptions(
                lengthOffset,
                lengthBytes,
                lengthAdjustment,
                initialBytesToStrip,
                value,
                idOffset,
                idBytes,
                maxFrameLength);
    }

    public LengthFieldOptions withIdField(int offset, int bytes) {
        return new LengthFieldOptions(
                lengthOffset, lengthBytes, lengthAdjustment, initialBytesToStrip, order, offset, bytes, maxFrameLength);
    }

    public LengthFieldOptions withMaxFrameLength(int value) {
        return new LengthFieldOptions(
                lengthOffset, lengthBytes, lengthAdjustment, initialBytesToStrip, order, idOffset, idBytes, value);
    }

    int lengthEnd() {
        return lengthOffset + lengthBytes;
    }

    int idEnd() {
        return idOffset + idBytes;
    }

    /** What is in front of the body when a frame is made. */
    int headLength() {
        return Math.max(initialBytesToStrip, Math.max(lengthEnd(), idEnd()));
    }
}
