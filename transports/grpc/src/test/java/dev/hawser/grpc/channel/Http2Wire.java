// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection of a {@link ScriptedHttp2Server}, as frames (RFC 9113). */
public final class Http2Wire {

    public static final int DATA = 0x0;
    public static final int HEADERS = 0x1;
    public static final int RST_STREAM = 0x3;
    public static final int SETTINGS = 0x4;
    public static final int PING = 0x6;
    public static final int GOAWAY = 0x7;

    public static final int ACK = 0x1;
    public static final int END_STREAM = 0x1;
    public static final int END_HEADERS = 0x4;

    public static final int NO_ERROR = 0x0;
    public static final int INTERNAL_ERROR = 0x2;
    public static final int REFUSED_STREAM = 0x7;
    public static final int ENHANCE_YOUR_CALM = 0xb;

    public static final int MAX_CONCURRENT_STREAMS = 0x3;

    public static final int LAST_POSSIBLE_STREAM = Integer.MAX_VALUE;

    private static final int PREFACE_LENGTH = 24;

    /** The n-th connection of its server, from 1. */
    public final int number;
    /** How many pings the client has sent, apart from answers. */
    public final AtomicInteger pings = new AtomicInteger();

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Http2Wire(Socket socket, int number) throws IOException {
        this.socket = socket;
        this.number = number;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Takes the client's greeting and gives ours, with settings as pairs of identifier and value. */
    public void greet(int... settings) throws IOException {
        in.readNBytes(PREFACE_LENGTH);
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        send(SETTINGS, 0, 0, payload.array());
    }

    /** Takes the client's greeting and gives none. */
    public void greetingOnly() throws IOException {
        in.readNBytes(PREFACE_LENGTH);
    }

    /** The next frame that is not housekeeping; SETTINGS and PING are answered on the way. */
    public Frame read() throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            Frame frame = new Frame(
                    in.readUnsignedByte(), in.readUnsignedByte(), in.readInt() & Integer.MAX_VALUE, new byte[length]);
            in.readFully(frame.payload);
            boolean answered = (frame.flags & ACK) != 0;
            if (frame.type == SETTINGS && !answered) {
                send(SETTINGS, ACK, 0);
            } else if (frame.type == PING && !answered) {
                pings.incrementAndGet();
                send(PING, ACK, 0, frame.payload);
            } else if (frame.type == DATA
                    || frame.type == HEADERS
                    || frame.type == RST_STREAM
                    || frame.type == GOAWAY) {
                return frame;
            }
        }
    }

    /** Waits for the next call, and says which stream it is. */
    public int call() throws IOException {
        Frame frame = read();
        while (frame.type != HEADERS) {
            frame = read();
        }
        return frame.stream;
    }

    /** Does the housekeeping until the client goes. */
    public void stay() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException e) {
            // It has gone.
        }
    }

    /** Says nothing, not even what HTTP/2 demands, until the client goes. */
    public void beSilent() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** An empty message and status 0. */
    public void answer(int stream) throws IOException {
        begin(stream);
        send(DATA, 0, stream, 0, 0, 0, 0, 0);
        end(stream, 0);
    }

    /** The headers with which an answer begins. */
    public void begin(int stream) throws IOException {
        send(HEADERS, END_HEADERS, stream, headers(":status", "200", "content-type", "application/grpc"));
    }

    /** The trailers with which it ends. */
    public void end(int stream, int status) throws IOException {
        send(HEADERS, END_HEADERS | END_STREAM, stream, headers("grpc-status", Integer.toString(status)));
    }

    public void refuse(int stream) throws IOException {
        send(RST_STREAM, 0, stream, bytes(REFUSED_STREAM));
    }

    public void goAway(int lastStream, int code, String debug) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(bytes(lastStream));
        payload.write(bytes(code));
        payload.write(debug.getBytes(US_ASCII));
        send(GOAWAY, 0, 0, payload.toByteArray());
    }

    public void send(int type, int flags, int stream, int... payload) throws IOException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        send(type, flags, stream, bytes);
    }

    public void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        raw(frame.array());
    }

    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Ends the connection with RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Names and values by turns, as HPACK's plainest literals (RFC 7541, 6.2.2), each shorter than 16 KiB. */
    public static byte[] headers(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[i].getBytes(US_ASCII);
            writeLength(block, text.length);
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    /** An integer with a prefix of seven bits (RFC 7541, 5.1). */
    private static void writeLength(ByteArrayOutputStream block, int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            block.write(rest % 128 + 128);
            rest /= 128;
        }
        block.write(rest);
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** As it came. */
    public record Frame(int type, int flags, int stream, byte[] payload) {}
}
