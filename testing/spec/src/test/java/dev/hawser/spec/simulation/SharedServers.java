// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.ScriptedSharedTransport;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.testkit.ScriptedSharedTransport.Server;
import dev.hawser.time.Time;
import dev.hawser.transport.SharedTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Scripted servers whose script is the dice, behind a transport of bad manners: it throws, tells of a loss before it has
 * handed over the connection, and finishes what was cancelled.
 */
final class SharedServers implements SharedTransport<Connection> {

    private static final int SLOWEST_MILLIS = 1_500;

    private final ScriptedSharedTransport servers;
    private final Random dice;
    private final Book book;
    private final Set<Connection> lost = new HashSet<>();
    private final Set<Connection> late = new HashSet<>();
    private final boolean shutdownThrows;
    private volatile int shutdowns;
    private boolean healed;

    SharedServers(Time time, Random dice, Book book) {
        this.servers = new ScriptedSharedTransport(time);
        this.dice = dice;
        this.shutdownThrows = dice.nextInt(10) == 0;
        this.book = book;
    }

    @Override
    public CompletableFuture<Connection> connect(Endpoint endpoint, Loss loss) {
        book.note("connect " + endpoint.address());
        book.connecting(endpoint.address());
        if (chance(20)) {
            throw new IllegalStateException("connect throws, as drawn");
        }
        boolean stubborn = chance(5);
        boolean early = chance(20);
        CompletableFuture<Connection> result = stubborn ? new Stubborn() : new CompletableFuture<>();
        CompletableFuture<Connection> inner = servers.connect(endpoint, loss);
        inner.whenComplete((connection, problem) -> {
            if (problem != null) {
                result.completeExceptionally(problem);
                return;
            }
            book.note("accept " + connection);
            if (shutdowns > 0) {
                late.add(connection);
            }
            if (early) {
                lost.add(connection);
                loss.lost(dice.nextBoolean() ? null : new IOException("lost before it was had"));
            }
            result.complete(connection);
        });
        if (!stubborn) {
            result.whenComplete((connection, problem) -> inner.cancel(true));
        }
        return result;
    }

    /** While all is well, there are no bad manners. */
    private boolean chance(int of) {
        return dice.nextInt(of) == 0 && !healed;
    }

    @Override
    public CompletionStage<Void> check(Connection connection) {
        book.note("check " + connection);
        if (chance(20)) {
            throw new IllegalStateException("check throws, as drawn");
        }
        return servers.check(connection);
    }

    @Override
    public void close(Connection connection) throws IOException {
        book.note("close " + connection);
        book.expect(!connection.isClosed(), "I6: closed twice: " + connection);
        book.expect(shutdowns == 0 || late.contains(connection), "I10: closed after the shutdown: " + connection);
        servers.close(connection);
        if (chance(20)) {
            throw new IOException("close throws, as drawn");
        }
    }

    @Override
    public void shutdown() {
        shutdowns = shutdowns + 1;
        servers.shutdown();
        if (shutdownThrows) {
            throw new IllegalStateException("shutdown throws, as drawn");
        }
    }

    // ---- what may happen to them

    void changeMood(Address address) {
        Server server = servers.server(address);
        int mood = dice.nextInt(6);
        switch (mood) {
            case 0 -> server.refuses();
            case 1 -> server.hangs();
            default -> server.accepts();
        }
        int delay = dice.nextInt(3) == 0 ? dice.nextInt(SLOWEST_MILLIS) : 0;
        server.after(Duration.ofMillis(delay));
        int health = dice.nextInt(4);
        switch (health) {
            case 0 -> server.failsChecks();
            case 1 -> server.ignoresChecks();
            default -> server.passesChecks();
        }
        book.note(address + " mood " + mood + " after " + delay + " ms, health " + health);
    }

    /** Any connection, closed ones too, and perhaps again. */
    void lose() {
        List<Connection> all = servers.connections();
        if (!all.isEmpty()) {
            int recent = Math.min(all.size(), 10);
            Connection connection = all.get(all.size() - 1 - dice.nextInt(recent));
            book.note("lose " + connection);
            lost.add(connection);
            connection.lose(dice.nextBoolean() ? null : new IOException("reset, as drawn"));
            if (dice.nextInt(4) == 0) {
                connection.lose(new IOException("again"));
            }
        }
    }

    void answerHanging(Address address) {
        servers.server(address).answerHanging();
    }

    /** All accept at once from now on, and pass their checks. What hangs goes on hanging. */
    void heal(List<Address> all) {
        healed = true;
        for (Address address : all) {
            servers.server(address).accepts().after(Duration.ZERO).passesChecks();
        }
    }

    boolean isLost(Connection connection) {
        return lost.contains(connection);
    }

    int openTo(Address address) {
        return servers.server(address).connections().size();
    }

    long open() {
        return servers.open();
    }

    int shutdowns() {
        return shutdowns;
    }

    /** What is done in the end whether anybody wants it or not. */
    private static final class Stubborn extends CompletableFuture<Connection> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }
    }

    /** Where all this is written down. */
    interface Book {
        void note(String what);

        void expect(boolean holds, String promise);

        void connecting(Address address);
    }
}
