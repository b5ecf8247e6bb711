// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back each byte. */
final class EchoInstance implements Instance {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch deaf = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong firstUsedAt = new AtomicLong();

    EchoInstance() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                sockets.add(socket);
                threads.execute(() -> echo(socket));
            }
        } catch (IOException closed) {
            // that is how it ends
        } finally {
            deaf.countDown();
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                firstUsedAt.compareAndSet(0, System.nanoTime());
                socket.getOutputStream().write(b);
            }
        } catch (IOException gone) {
            // the client has its reasons
        } finally {
            sockets.remove(socket);
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public int accepted() {
        return accepted.get();
    }

    @Override
    public int open() {
        return sockets.size();
    }

    @Override
    public long firstUsedAt() {
        return firstUsedAt.get();
    }

    /** Waits until nobody listens: while a thread still waits in accept, the system goes on taking connections. */
    @Override
    public void close() {
        try {
            server.close();
            if (!deaf.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a server that goes on listening");
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
