// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.time.Time;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One question to one server: by UDP and, if the answer is cut short, by TCP (RFC 1035, section 4.2; RFC 7766).
 *
 * <p>Each datagram has a socket, hence a port of the system's choice, and a random number of its own (RFC 5452). The
 * socket is connected, so that the system drops what comes from elsewhere; what comes from there and is no reply to the
 * question is overheard. Sockets are those of channels, because these let an interrupt through.
 */
record DnsExchange(InetSocketAddress server, DnsQuestion question, Time time, long deadlineNanos) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int IDS = 1 << 16;

    /** More than we say that we take, so that what a careless server adds is not cut off unseen. */
    private static final int BUFFER = 4096;

    /** @throws SocketTimeoutException if the server is silent until the deadline */
    DnsReply run() throws IOException {
        try {
            return extendedOrPlain();
        } catch (SocketTimeoutException e) { // of a receive, a read or a connect, with words of their own
            throw new SocketTimeoutException("no answer");
        }
    }

    private DnsReply extendedOrPlain() throws IOException {
        DnsReply reply = run(true);
        return reply.mayLackExtensions() ? run(false) : reply;
    }

    private DnsReply run(boolean extended) throws IOException {
        DnsReply reply = byDatagram(extended);
        return reply.truncated() ? byStream(extended) : reply;
    }

    private DnsReply byDatagram(boolean extended) throws IOException {
        int id = RANDOM.nextInt(IDS);
        byte[] asked = question.encode(id, extended);
        try (DatagramChannel channel = DatagramChannel.open();
                DatagramSocket socket = channel.socket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(asked, asked.length));
            DatagramPacket packet = new DatagramPacket(new byte[BUFFER], BUFFER);
            while (true) {
                socket.setSoTimeout(millisLeft());
                packet.setLength(BUFFER);
                socket.receive(packet);
                Optional<DnsReply> reply = DnsReply.read(packet.getData(), packet.getLength(), id, question);
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
        }
    }

    private DnsReply byStream(boolean extended) throws IOException {
        int id = RANDOM.nextInt(IDS);
        byte[] asked = question.encode(id, extended);
        try (SocketChannel channel = SocketChannel.open();
                Socket socket = channel.socket()) {
            socket.connect(server, millisLeft());
            byte[] framed = new byte[asked.length + 2];
            framed[0] = (byte) (asked.length >>> 8);
            framed[1] = (byte) asked.length;
            System.arraycopy(asked, 0, framed, 2, asked.length);
            socket.getOutputStream().write(framed);
            byte[] size = receive(socket, 2);
            byte[] message = receive(socket, (size[0] & 0xFF) << 8 | (size[1] & 0xFF));
            return DnsReply.read(message, message.length, id, question)
                    .filter(reply -> !reply.truncated())
                    .orElseThrow(() -> new IOException("the reply by TCP is to another question, or is cut short too"));
        }
    }

    /** Looks at the clock before each read, so that a server that sends a byte at a time wins no time. */
    private byte[] receive(Socket socket, int count) throws IOException {
        byte[] bytes = new byte[count];
        InputStream in = socket.getInputStream();
        for (int have = 0; have < count; ) {
            socket.setSoTimeout(millisLeft());
            int read = in.read(bytes, have, count - have);
            if (read < 0) {
                throw new EOFException("the server closed the connection after " + have + " of " + count + " bytes");
            }
            have += read;
        }
        return bytes;
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = deadlineNanos - time.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer");
        }
        return (int) TimeUnit.NANOSECONDS.toMillis(left) + 1;
    }
}
