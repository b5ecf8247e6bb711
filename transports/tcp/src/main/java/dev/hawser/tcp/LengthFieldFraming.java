// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Frames with a field that says how long they are and a field with the request id, both in a head of fixed size.
 *
 * <p>Received frames lose {@link LengthFieldOptions#initialBytesToStrip()} bytes in front. Frames that are sent get a
 * head that reaches to the end of the last of the fields, or of what is stripped if that is longer, with zeros where no
 * field is. Protocols with more in their heads implement {@link Framing}.
 *
 * <p>A length field of 8 bytes is signed, the shorter ones are not, as in Netty. Unlike there, a frame that is too long
 * is not skipped: it is an error for good.
 */
public final class LengthFieldFraming implements Framing {

    private final LengthFieldOptions options;

    public LengthFieldFraming(LengthFieldOptions options) {
        this.options = requireNonNull(options, "options");
    }

    @Override
    public Optional<Frame> decode(ByteBuffer in) throws FramingException {
        if (in.remaining() < options.lengthEnd()) {
            return Optional.empty();
        }
        int start = in.position();
        int length = frameLength(read(in, start + options.lengthOffset(), options.lengthBytes()));
        if (in.remaining() < length) {
            return Optional.empty();
        }
        long id = read(in, start + options.idOffset(), options.idBytes());
        byte[] body = new byte[length - options.initialBytesToStrip()];
        in.position(start + options.initialBytesToStrip());
        in.get(body);
        return Optional.of(new Frame(id, ByteBuffer.wrap(body)));
    }

    /** The frame's whole length. The value is compared before anything is added to it, so that nothing overflows. */
    private int frameLength(long value) throws FramingException {
        int max = options.maxFrameLength();
        long length = value + options.lengthEnd() + options.lengthAdjustment();
        if (value < 0 || value > (long) max + Math.abs((long) options.lengthAdjustment()) || length > max) {
            throw new FramingException("length field: " + value + " (expected: a frame of at most " + max + " bytes)");
        }
        int least = Math.max(Math.max(options.lengthEnd(), options.idEnd()), options.initialBytesToStrip());
        if (length < least) {
            throw new FramingException("length field: " + value + " (expected: a frame of at least " + least
                    + " bytes, the length of its head)");
        }
        return (int) length;
    }

    @Override
    public ByteBuffer encode(long id, ByteBuffer body) {
        long length = (long) options.headLength() + body.remaining();
        if (length > options.maxFrameLength()) {
            throw new IllegalArgumentException("body: " + body.remaining() + " bytes (expected: <= "
                    + (options.maxFrameLength() - options.headLength()) + ")");
        }
        long value = length - options.lengthEnd() - options.lengthAdjustment();
        if (value < 0 || !fits(value, options.lengthBytes())) {
            throw new IllegalArgumentException("body: " + body.remaining() + " bytes make a length of " + value
                    + " (expected: to fit into " + options.lengthBytes() + " bytes)");
        }
        if (!fits(id, options.idBytes())) {
            throw new IllegalArgumentException(
                    "id: " + Long.toUnsignedString(id) + " (expected: to fit into " + options.idBytes() + " bytes)");
        }
        ByteBuffer frame = ByteBuffer.allocate((int) length);
        write(frame, options.lengthOffset(), options.lengthBytes(), value);
        write(frame, options.idOffset(), options.idBytes(), id);
        frame.position(options.headLength()).put(body.duplicate()).flip();
        return frame;
    }

    @Override
    public int maxFrameLength() {
        return options.maxFrameLength();
    }

    @Override
    public int idBits() {
        return options.idBytes() * Byte.SIZE;
    }

    private static boolean fits(long value, int bytes) {
        return bytes == Long.BYTES || value >>> (bytes * Byte.SIZE) == 0;
    }

    private long read(ByteBuffer from, int at, int bytes) {
        boolean big = options.order() == ByteOrder.BIG_ENDIAN;
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << Byte.SIZE | (from.get(big ? at + i : at + bytes - 1 - i) & 0xff);
        }
        return value;
    }

    private void write(ByteBuffer to, int at, int bytes, long value) {
        boolean big = options.order() == ByteOrder.BIG_ENDIAN;
        for (int i = 0; i < bytes; i++) {
            to.put(big ? at + bytes - 1 - i : at + i, (byte) (value >>> (i * Byte.SIZE)));
        }
    }
}
