// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A frame of HTTP/2 (RFC 9113, section 4.1): 24 bits length, 8 type, 8 flags, 31 stream, payload.
 *
 * @param payload at most {@value #MAX_PAYLOAD} bytes, which is what a peer may send unless it was told otherwise
 */
record Frame(int type, int flags, int stream, byte[] payload) {

    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int ACK = 1;

    private static final int MAX_PAYLOAD = 16_384;
    private static final int HEADER = 9;
    private static final int SETTING = 6;
    private static final int GOAWAY_HEAD = 8;

    static Frame settings() {
        return new Frame(SETTINGS, 0, 0, new byte[0]);
    }

    static Frame settingsAck() {
        return new Frame(SETTINGS, ACK, 0, new byte[0]);
    }

    static Frame ping(long number) {
        return new Frame(
                PING, 0, 0, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    static Frame pingAck(Frame ping) {
        return new Frame(PING, ACK, 0, ping.payload());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEADER + payload.length)
                .put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /**
     * Reads a frame, of which the first byte has been read already.
     *
     * @throws IOException if it ends before it is whole, or is longer than allowed, and so is hardly a frame
     */
    static Frame read(int first, DataInputStream in) throws IOException {
        if (first < 0) {
            throw new EOFException("closed by the server");
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        if (length > MAX_PAYLOAD) {
            throw new IOException("not HTTP/2: a frame of " + length + " bytes (expected: <= " + MAX_PAYLOAD + ")");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    boolean is(int wanted) {
        return type == wanted;
    }

    boolean isAck() {
        return (flags & ACK) != 0;
    }

    /** Whether this is how a server of HTTP/2 begins. */
    boolean isGreeting() {
        return type == SETTINGS && !isAck() && stream == 0 && payload.length % SETTING == 0;
    }

    /** Of a GOAWAY: why. */
    int errorCode() {
        return payload.length < GOAWAY_HEAD ? 0 : ByteBuffer.wrap(payload).getInt(Integer.BYTES);
    }

    /** Of a GOAWAY: what it says besides. */
    String debugData() {
        return payload.length <= GOAWAY_HEAD
                ? ""
                : new String(payload, GOAWAY_HEAD, payload.length - GOAWAY_HEAD, StandardCharsets.UTF_8);
    }
}
