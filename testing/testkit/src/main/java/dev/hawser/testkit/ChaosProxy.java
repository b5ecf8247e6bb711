// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on the loopback interface that misbehaves on command.
 *
 * <p>It starts well-behaved. Faults are switched on and off while connections live, and hold for bytes that are on
 * their way as well as for new connections: see {@link Faults}. It imitates what a peer and what lies between can do to
 * bytes; it cannot lose single packets, since the kernel's TCP sits on both sides.
 *
 * <p>Uses daemon threads, two per connection and one to accept; {@link #close()} ends them with all connections.
 */
public final class ChaosProxy implements AutoCloseable {

    private final InetSocketAddress upstream;
    private final ServerSocket server;
    private final ExecutorService threads = Threads.blocking("hawser-chaos");
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Faults faults = Faults.none();
    private volatile boolean closed;

    private ChaosProxy(InetSocketAddress upstream) throws IOException {
        this.upstream = upstream;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** In front of a server on the loopback interface. */
    public static ChaosProxy to(int port) {
        return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** In front of a server. */
    public static ChaosProxy to(InetSocketAddress upstream) {
        try {
            return new ChaosProxy(upstream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Where it listens, as an endpoint. */
    public Endpoint endpoint() {
        return Endpoint.of(new Address("127.0.0.1", port()));
    }

    /** How many connections were accepted, refused ones included. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections that are open now, counted from the client's side. */
    public int open() {
        return sockets.size() / 2;
    }

    /** Changes what goes wrong from now on. */
    public ChaosProxy set(UnaryOperator<Faults> change) {
        lock.lock();
        try {
            faults = change.apply(faults);
            changed.signalAll();
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** All is well again; bytes that were held back go on their way. */
    public ChaosProxy heal() {
        return set(f -> Faults.none());
    }

    /** Ends all connections with RST, at once. */
    public void resetAll() {
        sockets.forEach(ChaosProxy::reset);
        sockets.clear();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                if (closed || faults.refuse()) {
                    reset(client);
                } else {
                    sockets.add(client);
                    threads.execute(() -> connect(client));
                }
            } catch (IOException e) {
                // Closed, or the client has gone already: the loop's condition tells.
            }
        }
    }

    private void connect(Socket client) {
        Socket target = new Socket();
        try {
            if (!pause(f -> f.hang())) {
                throw new IOException("closed");
            }
            target.connect(upstream);
            target.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            sockets.add(target);
            threads.execute(() -> pump(target, client, Direction.TO_CLIENT));
            pump(client, target, Direction.TO_SERVER);
        } catch (IOException | RuntimeException e) {
            end(client, target);
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        try {
            byte[] buffer = new byte[16 * 1024];
            long passed = 0;
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                passed = forward(buffer, count, passed, to, direction);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            end(from, to);
        }
    }

    private long forward(byte[] bytes, int count, long passed, Socket to, Direction direction) throws IOException {
        int done = 0;
        while (done < count) {
            delay(faults.latency());
            if (!pause(f -> f.blackHole())) {
                throw new IOException("closed");
            }
            Faults now = faults;
            int length = now.slice() > 0 ? Math.min(now.slice(), count - done) : count - done;
            if (direction == Direction.TO_CLIENT && now.cutAfter() >= 0) {
                length = (int) Math.min(length, now.cutAfter() - passed);
            }
            if (direction == Direction.TO_CLIENT && now.corruptAt() >= passed && now.corruptAt() < passed + length) {
                bytes[done + (int) (now.corruptAt() - passed)] ^= 0x55;
            }
            if (length > 0) {
                to.getOutputStream().write(bytes, done, length);
                done += length;
                passed += length;
            }
            if (direction == Direction.TO_CLIENT && now.cutAfter() >= 0 && passed >= now.cutAfter()) {
                throw new IOException("cut");
            }
        }
        return passed;
    }

    private void delay(Duration latency) throws IOException {
        if (latency.isZero()) {
            return;
        }
        lock.lock();
        try {
            long left = latency.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for as long as a fault is on; false if the proxy was closed meanwhile. */
    private boolean pause(Predicate<Faults> fault) {
        lock.lock();
        try {
            while (fault.test(faults) && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket... both) {
        for (Socket each : both) {
            sockets.remove(each);
            reset(each);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone, which was the purpose.
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetAll();
        threads.shutdownNow();
    }

    private enum Direction {
        TO_CLIENT,
        TO_SERVER
    }

    /**
     * What goes wrong.
     *
     * @param latency added to each piece, in each direction
     * @param blackHole bytes are swallowed up, to come out when it ends; connections are accepted and hang
     * @param slice the most bytes that are sent at a time, 0 for no limit
     * @param cutAfter the connection is reset after this many bytes to the client, -1 for never
     * @param corruptAt the byte to the client, counted from 0 on each connection, that is changed; -1 for none
     * @param refuse connections are reset when they are made
     * @param hang connections are accepted, and nothing else happens
     */
    public record Faults(
            Duration latency,
            boolean blackHole,
            int slice,
            long cutAfter,
            long corruptAt,
            boolean refuse,
            boolean hang) {

        /** All is well. */
        public static Faults none() {
            return new Faults(Duration.ZERO, false, 0, -1, -1, false, false);
        }

        public Faults withLatency(Duration value) {
            return new Faults(value, blackHole, slice, cutAfter, corruptAt, refuse, hang);
        }

        public Faults withBlackHole() {
            return new Faults(latency, true, slice, cutAfter, corruptAt, refuse, hang);
        }

        public Faults withSlice(int value) {
            return new Faults(latency, blackHole, value, cutAfter, corruptAt, refuse, hang);
        }

        public Faults withCutAfter(long value) {
            return new Faults(latency, blackHole, slice, value, corruptAt, refuse, hang);
        }

        public Faults withCorruptAt(long value) {
            return new Faults(latency, blackHole, slice, cutAfter, value, refuse, hang);
        }

        public Faults withRefuse() {
            return new Faults(latency, blackHole, slice, cutAfter, corruptAt, true, hang);
        }

        public Faults withHang() {
            return new Faults(latency, blackHole, slice, cutAfter, corruptAt, refuse, true);
        }
    }
}
