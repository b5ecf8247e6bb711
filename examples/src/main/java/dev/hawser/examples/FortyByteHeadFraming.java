// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.tcp.Frame;
import dev.hawser.tcp.Framing;
import dev.hawser.tcp.FramingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A framing of one's own: a head of 40 bytes, little endian, and the body after it.
 *
 * <pre>
 *   0  u32  magic        0x4B4E4C42, the letters BLNK
 *   4  u16  version      1
 *   6  u16  type         1 for a request, 2 for an answer
 *   8  u64  request id
 *  16  u32  body length  0 to 1 MiB
 *  20  u32  CRC-32 of the body
 *  24  u64  sender       of the request; an answer repeats it
 *  32  u64  reserved     zero
 *  40       body
 * </pre>
 *
 * <p>The magic number and the version are checked as soon as the head is there, and the length before the body is
 * waited for, so that a peer that speaks something else is found out by its first 40 bytes.
 */
public final class FortyByteHeadFraming implements Framing {

    static final int HEAD_BYTES = 40;
    static final int MAX_BODY_BYTES = 1024 * 1024;
    static final int MAGIC = 0x4B4E4C42;
    static final short VERSION = 1;
    static final short REQUEST = 1;
    static final short ANSWER = 2;

    private final long sender;

    /** @param sender what this client calls itself in its requests */
    public FortyByteHeadFraming(long sender) {
        this.sender = sender;
    }

    @Override
    public Optional<Frame> decode(ByteBuffer in) throws FramingException {
        if (in.remaining() < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        expect("magic", head.getInt(0), MAGIC);
        expect("version", head.getShort(4), VERSION);
        expect("type", head.getShort(6), ANSWER);
        long length = Integer.toUnsignedLong(head.getInt(16));
        if (length > MAX_BODY_BYTES) {
            throw new FramingException("body length: " + length + " (expected: 0 to " + MAX_BODY_BYTES + ")");
        }
        if (in.remaining() < HEAD_BYTES + length) {
            return Optional.empty();
        }
        byte[] body = new byte[(int) length];
        in.position(in.position() + HEAD_BYTES).get(body);
        expect("checksum", checksum(body), head.getInt(20));
        return Optional.of(new Frame(head.getLong(8), ByteBuffer.wrap(body)));
    }

    @Override
    public ByteBuffer encode(long id, ByteBuffer body) {
        return frame(REQUEST, id, sender, body);
    }

    /** One frame of either type: the peer in the test uses it as well. */
    static ByteBuffer frame(short type, long id, long sender, ByteBuffer body) {
        if (body.remaining() > MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "body: " + body.remaining() + " bytes (expected: <= " + MAX_BODY_BYTES + ")");
        }
        byte[] content = new byte[body.remaining()];
        body.duplicate().get(content);
        return ByteBuffer.allocate(HEAD_BYTES + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putShort(VERSION)
                .putShort(type)
                .putLong(id)
                .putInt(content.length)
                .putInt(checksum(content))
                .putLong(sender)
                .putLong(0)
                .put(content)
                .flip();
    }

    @Override
    public int maxFrameLength() {
        return HEAD_BYTES + MAX_BODY_BYTES;
    }

    private static int checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static void expect(String field, int value, int expected) throws FramingException {
        if (value != expected) {
            throw new FramingException(field + ": 0x" + Integer.toHexString(value) + " (expected: 0x"
                    + Integer.toHexString(expected) + ")");
        }
    }
}
