// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** One connection of a {@link DemoServer}: reads frames on its own thread, answers them from the timer's. */
final class EchoConnection {

    private static final int MAX_FRAME = 1 << 20;
    private static final double DELAY_SPREAD = 0.2;

    private final Socket socket;
    private final DemoServer server;
    private final ReentrantLock writing = new ReentrantLock();

    EchoConnection(Socket socket, DemoServer server) {
        this.socket = socket;
        this.server = server;
    }

    void serve() {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            boolean open = true;
            while (open) {
                int length = in.readInt();
                if (length < Long.BYTES || length > MAX_FRAME) {
                    break;
                }
                ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + length).putInt(length);
                in.readFully(frame.array(), Integer.BYTES, length);
                open = answer(frame.array());
            }
        } catch (IOException e) {
            // The client has gone, or reset() was called: the connection is over either way.
            return;
        } finally {
            server.gone(this);
        }
    }

    /** Answers now or later; {@code false} if the connection is to be closed instead. */
    private boolean answer(byte[] frame) throws IOException {
        switch (Mischief.next(server.behaviour().flaky(), server.random())) {
            case NONE -> {
                long delay = delayNanos();
                if (delay == 0) {
                    write(frame);
                } else {
                    server.time().schedule(delay, () -> writeLate(frame));
                }
                return true;
            }
            case RESET -> reset();
            case REFUSE -> server.refuse();
            case CLOSE -> {
                return false;
            }
        }
        return false;
    }

    private long delayNanos() {
        double spread = 1 + DELAY_SPREAD * (2 * server.random().nextDouble() - 1);
        return (long) (server.behaviour().delay().toNanos() * spread);
    }

    private void writeLate(byte[] frame) {
        try {
            write(frame);
        } catch (IOException e) {
            // Nobody waits for this answer any more; serve() notices the same and cleans up.
            return;
        }
    }

    private void write(byte[] frame) throws IOException {
        writing.lock();
        try {
            OutputStream out = socket.getOutputStream();
            out.write(frame);
        } finally {
            writing.unlock();
        }
    }

    /** Ends the connection with a reset, as a crashed program's system would. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (SocketException alreadyClosed) {
            return;
        } catch (IOException e) {
            // Closed is closed.
            return;
        }
    }
}
