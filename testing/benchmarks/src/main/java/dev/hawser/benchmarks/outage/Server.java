// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import dev.hawser.benchmarks.Crew;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that can die and come back. Connecting to it fails after 50 ms while it is dead. */
final class Server {

    static final String DEAD = "the server is dead";
    private static final long FAIL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicInteger connectsWhileDead = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final long connectNanos;
    private volatile boolean dead;
    private final AtomicInteger life = new AtomicInteger();

    /** @param connectNanos how long it takes to connect while it lives */
    Server(long connectNanos) {
        this.connectNanos = connectNanos;
    }

    void die() {
        life.incrementAndGet();
        dead = true;
    }

    void comeBack() {
        dead = false;
    }

    boolean isDead() {
        return dead;
    }

    int connectsWhileDead() {
        return connectsWhileDead.get();
    }

    int open() {
        return open.get();
    }

    Link connect() throws ConnectException {
        boolean refused = dead;
        if (refused) {
            connectsWhileDead.incrementAndGet();
        }
        Crew.pause(refused ? FAIL_NANOS : connectNanos);
        if (refused || dead) {
            throw new ConnectException(DEAD);
        }
        open.incrementAndGet();
        return new Link(this, life.get());
    }

    void closed() {
        open.decrementAndGet();
    }

    /** A connection; works until the server dies. */
    record Link(Server server, int life) {
        boolean works() {
            return !server.dead && server.life.get() == life;
        }
    }
}
