// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * As much of an HTTP/2 client as it takes to say hello and to send pings (RFC 9113, sections 3.4 and 6.7). Makes no
 * calls. Not safe for use by several threads.
 */
final class Http2Link {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Duration timeout;

    /** @param timeout for the rest of a frame, once it has begun */
    Http2Link(Socket socket, Duration timeout) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
        this.timeout = timeout;
    }

    /** Says hello; whether the answer is one of HTTP/2. Silence, another answer and a closed connection are none. */
    boolean greet(Duration most) {
        return greeted(most) == Greeting.Answer.HTTP2;
    }

    /** Says hello, and tells what became of it. */
    Greeting.Answer greeted(Duration most) {
        try {
            out.write(PREFACE);
            send(Frame.settings());
            Optional<Frame> answer = next(most);
            if (answer.isEmpty()) {
                return Greeting.Answer.NONE;
            }
            if (!answer.get().isGreeting()) {
                return Greeting.Answer.OTHER;
            }
            send(Frame.settingsAck());
            return Greeting.Answer.HTTP2;
        } catch (IOException e) {
            return Greeting.Answer.OTHER;
        }
    }

    void send(Frame frame) throws IOException {
        out.write(frame.bytes());
        out.flush();
    }

    /** The next frame; absent if none begins in time. */
    Optional<Frame> next(Duration most) throws IOException {
        setTimeout(most);
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        setTimeout(timeout);
        return Optional.of(Frame.read(first, in));
    }

    private void setTimeout(Duration value) throws SocketException {
        // 0 would mean for ever.
        socket.setSoTimeout((int) Math.max(1, Math.min(value.toMillis(), Integer.MAX_VALUE)));
    }
}
