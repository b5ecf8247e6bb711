// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.endpoint.Address;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** The physical connection: a socket, its streams, and who is inside them. */
final class Wire {
    /*
     * State        calls: how many I/O calls of holders are under way. lent: whether anybody ever held it.
     * Who changes  calls: the holder's thread, on entering and leaving. lent: the thread that lends.
     * Never        a lock. Bytes are read and written by the holder alone, or by a probe while nobody holds it.
     * Hot path     one increment, a check of the hold and one decrement around each call.
     * Why it holds A call that a former holder left hanging could take bytes of the next. Entering counts first and
     *              asks second whether the hold is still open; lending comes after the former hold has ended and reads
     *              the count. All are volatile: either the lender sees the call, and lends a view that refuses to work,
     *              or the call sees the end of its hold, and does not touch the stream.
     */

    /** The least a socket can wait: it shows whether anything has arrived without holding anybody up. */
    private static final int PEEK_MILLIS = 1;

    final Address address;
    final Socket socket;
    final PushbackInputStream in;
    final OutputStream out;
    final Socket raw;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean lent;

    /** @param raw the socket under a TLS socket, or the same again */
    Wire(Address address, Socket socket, Socket raw) throws IOException {
        this.address = address;
        this.socket = socket;
        this.raw = raw;
        this.in = new PushbackInputStream(socket.getInputStream(), 1);
        this.out = socket.getOutputStream();
    }

    Optional<SSLSession> session() {
        return socket instanceof SSLSocket tls ? Optional.of(tls.getSession()) : Optional.empty();
    }

    void enter() {
        calls.incrementAndGet();
    }

    void leave() {
        calls.decrementAndGet();
    }

    int callsUnderWay() {
        return calls.get();
    }

    /** Marks it as lent, and throws if bytes of the last holder's could reach the new one. Costs one system call, two with TLS. */
    void lend() throws IOException {
        boolean first = !lent;
        lent = true;
        if (callsUnderWay() > 0) {
            throw new IOException("a call of the previous holder's is still under way");
        }
        // Nobody held it yet: bytes are the peer's greeting.
        if (!first && somethingArrived()) {
            peek();
        }
    }

    /** Decrypted or plain bytes; under TLS also records that have not been looked at, which need not be data. */
    private boolean somethingArrived() throws IOException {
        return in.available() > 0 || (socket != raw && raw.getInputStream().available() > 0);
    }

    /** Throws if the peer has closed the connection, or sent what nobody asked for. Takes about a millisecond. */
    void peek() throws IOException {
        if (callsUnderWay() > 0) {
            throw new IOException("a call of the previous holder's is still under way");
        }
        int before = socket.getSoTimeout();
        socket.setSoTimeout(PEEK_MILLIS);
        try {
            // Reading is what makes TLS look at records that are not data, such as new session tickets.
            int first = in.read();
            if (first < 0) {
                throw new EOFException("the peer closed the connection");
            }
            in.unread(first);
            if (lent) {
                throw new IOException("unread bytes of the previous holder's, or sent by the peer unasked");
            }
        } catch (SocketTimeoutException quiet) {
            // As it should be.
        } finally {
            socket.setSoTimeout(before);
        }
    }

    /** Ends it with TLS's good-bye. The caller sees to it that this cannot hang: see {@link #cut()}. */
    void close() throws IOException {
        if (callsUnderWay() > 0) {
            // A good-bye would queue behind a write that may hang.
            cut();
            return;
        }
        try {
            socket.close();
        } finally {
            raw.close();
        }
    }

    /** Ends it at once and never blocks; calls under way fail. */
    void cut() {
        try {
            raw.close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
    }
}
