// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import dev.hawser.transport.Hold;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection, plain or TLS, as the holder of a lease sees it.
 *
 * <p>The streams are not buffered, and everything written is on its way when the call returns. An I/O error in any call
 * here, a read that timed out and the peer's end of stream included, breaks the connection: when the lease ends it is
 * closed and not used again. So do bytes that are left unread, as far as they have arrived when the connection is lent
 * the next time. After the lease has ended every call throws {@link IllegalStateException}; a read that was under way
 * throws {@link IOException} and gives nothing away.
 *
 * <p>Closing a stream closes nothing: the connection goes back with the lease. Not noticed: an error in a call to
 * {@link #socket()} itself; whoever works with that discards the lease when it fails.
 *
 * <p>One thread may read while another writes; no more than that.
 */
public final class TcpConnection {

    /** Direct and read-only buffers are copied in pieces of this size: two usual pages, arbitrary. */
    private static final int COPY_BYTES = 8_192;

    private final Wire wire;
    private final Hold hold;
    private final @Nullable IOException unusable;
    private final InputStream in = new Input();
    private final OutputStream out = new Output();

    private TcpConnection(Wire wire, Hold hold, @Nullable IOException unusable) {
        this.wire = wire;
        this.hold = hold;
        this.unusable = unusable;
    }

    /** The connection itself, held by the transport. */
    static TcpConnection of(Wire wire) {
        return new TcpConnection(wire, Owned.INSTANCE, null);
    }

    /** The connection as the holder sees it. */
    TcpConnection lentTo(Hold holder, Optional<Duration> readTimeout) {
        try {
            wire.lend();
            wire.socket.setSoTimeout(millis(readTimeout.orElse(Duration.ZERO)));
            return new TcpConnection(wire, holder, null);
        } catch (IOException e) {
            holder.invalidate(e);
            return new TcpConnection(
                    wire, holder, new IOException("connection to " + wire.address + ": " + e.getMessage(), e));
        }
    }

    Wire wire() {
        return wire;
    }

    /** What the peer sends; always the same object. */
    public InputStream inputStream() {
        return in;
    }

    /** What the peer is sent; always the same object. */
    public OutputStream outputStream() {
        return out;
    }

    /**
     * Reads at least one byte, waiting for it, and as many as there are and fit.
     *
     * @return how many, 0 if the buffer has no room, -1 at the end of the stream
     */
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (into.hasArray()) {
            int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            into.position(into.position() + Math.max(0, count));
            return count;
        }
        byte[] copy = new byte[Math.min(into.remaining(), COPY_BYTES)];
        int count = in.read(copy, 0, copy.length);
        into.put(copy, 0, Math.max(0, count));
        return count;
    }

    /** Writes everything that remains in the buffer. */
    public void write(ByteBuffer from) throws IOException {
        if (from.hasArray()) {
            out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
            from.position(from.limit());
            return;
        }
        byte[] copy = new byte[Math.min(from.remaining(), COPY_BYTES)];
        while (from.hasRemaining()) {
            int count = Math.min(from.remaining(), copy.length);
            from.get(copy, 0, count);
            out.write(copy, 0, count);
        }
    }

    /**
     * The socket itself, to set options and for code that wants one; an {@code SSLSocket} where TLS is spoken. Reading
     * and writing through it goes past the checks of this class.
     */
    public Socket socket() {
        checkHeld();
        return wire.socket;
    }

    /** The address the socket is connected to, of several that the endpoint's name may have. */
    public InetSocketAddress remoteAddress() {
        checkHeld();
        return (InetSocketAddress) wire.socket.getRemoteSocketAddress();
    }

    /** Whom the connection leads to, as discovery named it. */
    public Address address() {
        return wire.address;
    }

    /** What TLS agreed on, with the peer's certificates; absent without TLS. */
    public Optional<SSLSession> session() {
        checkHeld();
        return wire.session();
    }

    /** How long a read waits, for the rest of this lease; zero waits for ever. */
    public void setReadTimeout(Duration timeout) throws IOException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
        checkHeld();
        try {
            wire.socket.setSoTimeout(millis(timeout));
        } catch (SocketException e) {
            throw broken(e);
        }
    }

    /** In the unit of sockets, never rounded to 0, which means for ever. */
    private static int millis(Duration timeout) {
        return (int) Math.min(Integer.MAX_VALUE, timeout.isZero() ? 0 : Math.max(1, timeout.toMillis()));
    }

    private void checkHeld() {
        if (!hold.isOpen()) {
            throw new IllegalStateException("the lease of this connection to " + wire.address
                    + " has ended (expected: use before close or discard)");
        }
    }

    private void enter() throws IOException {
        wire.enter();
        boolean entered = false;
        try {
            checkHeld();
            if (unusable != null) {
                throw new IOException(unusable.getMessage(), unusable);
            }
            entered = true;
        } finally {
            if (!entered) {
                wire.leave();
            }
        }
    }

    private IOException broken(IOException cause) {
        hold.invalidate(cause);
        return cause;
    }

    private int received(int count) throws IOException {
        if (!hold.isOpen()) {
            throw new IOException("the lease of this connection to " + wire.address + " ended during the read");
        }
        if (count < 0) {
            hold.invalidate(new EOFException("the peer closed the connection"));
        }
        return count;
    }

    @Override
    public String toString() {
        return "connection to " + wire.address + (hold.isOpen() ? "" : " (lease ended)");
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            enter();
            try {
                return received(wire.in.read(into, offset, length));
            } catch (IOException e) {
                throw broken(e);
            } finally {
                wire.leave();
            }
        }

        @Override
        public int available() throws IOException {
            enter();
            try {
                return wire.in.available();
            } catch (IOException e) {
                throw broken(e);
            } finally {
                wire.leave();
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            enter();
            try {
                wire.out.write(from, offset, length);
            } catch (IOException e) {
                throw broken(e);
            } finally {
                wire.leave();
            }
        }
    }

    /** The transport's own hold, which lasts as long as the connection. */
    private enum Owned implements Hold {
        INSTANCE;

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void invalidate(Throwable cause) {
            // The transport sees the exception itself.
        }
    }
}
