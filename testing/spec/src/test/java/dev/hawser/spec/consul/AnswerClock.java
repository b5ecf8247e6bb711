// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** A proxy in front of an agent that only looks at clocks when an answer begins. */
final class AnswerClock implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final int upstream;
    private final LongSupplier work;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean asked;
    private volatile long begunAt;
    private volatile long workedUntil;
    private volatile long bytes;

    /** @param work what the process has worked so far */
    AnswerClock(int upstream, LongSupplier work) throws IOException {
        this.upstream = upstream;
        this.work = work;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** When the first byte of the latest answer came. */
    long begunAt() {
        return begunAt;
    }

    /** What the process had worked by then. */
    long workedUntil() {
        return workedUntil;
    }

    /** Length of the latest answer so far. */
    long bytes() {
        return bytes;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket agent = new Socket(InetAddress.getLoopbackAddress(), upstream);
                client.setTcpNoDelay(true);
                agent.setTcpNoDelay(true);
                threads.execute(() -> pump(client, agent, length -> asked = true));
                threads.execute(() -> pump(agent, client, this::answered));
            }
        } catch (IOException closed) {
            // that is how it ends
        }
    }

    private void answered(int length) {
        if (asked) {
            asked = false;
            workedUntil = work.getAsLong();
            begunAt = System.nanoTime();
            bytes = 0;
        }
        bytes += length;
    }

    private static void pump(Socket from, Socket to, IntConsumer seen) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                seen.accept(length);
                out.write(buffer, 0, length);
            }
        } catch (IOException gone) {
            // one side has ended it
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
