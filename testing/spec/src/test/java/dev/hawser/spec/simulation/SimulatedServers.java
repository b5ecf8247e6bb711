// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Servers that do whatever the dice say, and keep the books that the promises are checked against. */
final class SimulatedServers implements Transport<Link> {

    /** How a server treats those who connect. */
    enum Mood {
        ACCEPTS,
        REFUSES,
        HANGS,
        THROWS
    }

    private final FakeTime time;
    private final Random dice;
    private final Log log;
    private final long connectTimeout;
    private final Map<Address, Server> servers = new TreeMap<>();
    private int links;
    private int shutdowns;

    SimulatedServers(FakeTime time, Random dice, Log log, Duration connectTimeout) {
        this.time = time;
        this.dice = dice;
        this.log = log;
        this.connectTimeout = connectTimeout.toNanos();
    }

    Server server(Address address) {
        return servers.computeIfAbsent(address, a -> new Server());
    }

    @Override
    public CompletionStage<Link> connect(Endpoint endpoint) {
        Server server = server(endpoint.address());
        long now = time.nanoTime();
        log.note("connect " + endpoint.address() + " " + server.mood);
        log.connecting(endpoint.address(), server);
        Dial dial = new Dial(endpoint.address(), now, new CompletableFuture<>());
        server.dials.add(dial);
        if (server.mood == Mood.THROWS) {
            server.dials.remove(dial);
            throw new IllegalStateException("connect throws, as drawn");
        }
        if (server.mood == Mood.HANGS) {
            server.hanging.add(dial);
        } else if (server.delayMillis == 0) {
            answer(server, dial);
        } else {
            later(dice.nextInt(server.delayMillis + 1), () -> answer(server, dial));
        }
        return dial.result;
    }

    private void answer(Server server, Dial dial) {
        server.dials.remove(dial);
        if (server.mood == Mood.REFUSES) {
            dial.result.completeExceptionally(new ConnectException("refused"));
            return;
        }
        Link link = new Link(++links, dial.to, time.nanoTime(), isOver(dial));
        log.note("accept " + link + (link.late ? ", late" : ""));
        server.open.add(link);
        dial.result.complete(link);
    }

    /** Whether the pool has given the attempt up by now. */
    private boolean isOver(Dial dial) {
        return time.nanoTime() - dial.since >= connectTimeout;
    }

    @Override
    public CompletionStage<Void> probe(Link link) {
        log.note("probe " + link);
        log.expect(!link.closed, "I5: a closed connection is probed: " + link);
        log.expect(link.holder == 0, "I5: a leased connection is probed: " + link);
        Server server = server(link.address);
        CompletableFuture<Void> result = new CompletableFuture<>();
        link.probing = true;
        server.probes.add(new Dial(link.address, time.nanoTime(), new CompletableFuture<>()));
        Dial probe = server.probes.get(server.probes.size() - 1);
        Runnable answer = () -> {
            server.probes.remove(probe);
            link.probing = false;
            if (link.dead) {
                result.completeExceptionally(new IOException("closed by the peer"));
            } else {
                link.probedAt = time.nanoTime();
                result.complete(null);
            }
        };
        if (server.mood == Mood.HANGS) {
            later(connectTimeout / 1_000_000 + 500, answer);
        } else if (server.delayMillis == 0) {
            answer.run();
        } else {
            later(dice.nextInt(server.delayMillis + 1), answer);
        }
        return result;
    }

    @Override
    public void close(Link link) throws IOException {
        log.note("close " + link);
        log.expect(!link.closed, "closed twice: " + link);
        log.expect(link.holder == 0 || log.isClosing(), "I5: closed under its holder: " + link);
        link.closed = true;
        server(link.address).open.remove(link);
        if (server(link.address).mood == Mood.THROWS) {
            throw new IOException("close throws, as drawn");
        }
    }

    @Override
    public void shutdown() {
        shutdowns++;
    }

    int shutdowns() {
        return shutdowns;
    }

    int open() {
        return servers.values().stream().mapToInt(s -> s.open.size()).sum();
    }

    private void later(long millis, Runnable task) {
        log.later(Duration.ofMillis(millis), task);
    }

    /** All servers accept at once from now on, and answer probes. What hangs goes on hanging. */
    void heal() {
        servers.values().forEach(s -> {
            s.mood = Mood.ACCEPTS;
            s.delayMillis = 0;
        });
    }

    /** Answers every connect that hangs, late as it may be. */
    void answerHanging() {
        for (Server server : servers.values()) {
            List<Dial> all = List.copyOf(server.hanging);
            server.hanging.clear();
            all.forEach(dial -> answer(server, dial));
        }
    }

    private record Dial(Address to, long since, CompletableFuture<Link> result) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** One server, and its books. */
    final class Server {
        Mood mood = Mood.ACCEPTS;
        int delayMillis;
        final List<Link> open = new ArrayList<>();
        private final List<Dial> dials = new ArrayList<>();
        private final List<Dial> probes = new ArrayList<>();
        private final List<Dial> hanging = new ArrayList<>();

        /** Attempts that the pool still waits for and that are younger than that. */
        int dialling(long youngerThan) {
            return young(dials, youngerThan);
        }

        int probing(long youngerThan) {
            return young(probes, youngerThan);
        }

        private int young(List<Dial> all, long youngerThan) {
            long now = time.nanoTime();
            return (int) all.stream()
                    .filter(d -> !isOver(d) && now - d.since < youngerThan)
                    .count();
        }

        /** Links the pool has a place for. */
        long places() {
            return open.stream().filter(l -> !l.late).count();
        }
    }

    /** Where the servers report to. */
    interface Log {
        void note(String what);

        void expect(boolean holds, String promise);

        void connecting(Address address, Server server);

        boolean isClosing();

        void later(Duration delay, Runnable task);
    }
}
