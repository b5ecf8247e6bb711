// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.client.PoolSnapshot;
import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a pool promises, as far as it can be seen from outside; checked after every single thing that happens. */
final class Promises {

    /** The pool's alarm does not ring twice within 50 us, so it may be late by that. */
    private static final long ALARM_NANOS = 100_000;

    /** How late upkeep may notice that a connection is too old, as a share of its lifetime. */
    private static final double LATE_UPKEEP = 0.25;

    private final Scenario scenario;
    private final SimulatedServers servers;
    private final Simulation simulation;
    private final Operator operator;
    private final Map<Address, ArrayDeque<Long>> grants = new HashMap<>();
    private final Map<Address, Backoff> backoffs = new HashMap<>();
    private final Map<Address, Long> latestGrants = new HashMap<>();
    private boolean idling;
    private long idlingSince;

    Promises(Scenario scenario, SimulatedServers servers, Simulation simulation, Operator operator) {
        this.scenario = scenario;
        this.servers = servers;
        this.simulation = simulation;
        this.operator = operator;
    }

    // ---- when something happens

    /** What is checked here must be known as soon as the pool knows it; that events may come late is RelayTest's business. */
    static boolean areToldBy(Runnable work) {
        return work.toString().startsWith("delivery of events");
    }

    void onEvent(PoolEvent event, long now) {
        if (event instanceof PoolEvent.ConnectFailed failed) {
            backoffs.put(
                    failed.endpoint(), new Backoff(now, now + failed.retryIn().toNanos(), true));
        } else if (event instanceof PoolEvent.ConnectionOpened opened) {
            backoffs.remove(opened.endpoint());
        } else if (event instanceof PoolEvent.EndpointsChanged changed) {
            // One that was not quite gone yet goes on where it was; one that was begins anew.
            changed.added().forEach(a -> backoffs.computeIfPresent(a, (address, known) -> known.inDoubt()));
            changed.removed().forEach(grants::remove);
        }
    }

    void onConnect(Address address, SimulatedServers.Server server, long now) {
        expect(!operator.isDrained(address), () -> "a drained endpoint is connected to: " + address);
        Backoff backoff = backoffs.get(address);
        // Several attempts may have been decided on together, and the first may have failed at once.
        expect(
                backoff == null || !backoff.sure || now == backoff.from || now - backoff.until >= 0,
                () -> "no attempt to connect during a backoff: " + address);
        expect(
                server.dialling(Long.MAX_VALUE) < scenario.pool().maxConnecting(),
                () -> "at most " + scenario.pool().maxConnecting() + " attempts at a time: " + address);
    }

    /** A connection is handed out. */
    void onGrant(Caller caller, Link link, Set<Address> known, long now) {
        expect(now - caller.deadline < 0 || caller.since == now, () -> "I3: " + caller + " was served at its deadline");
        expect(!link.closed, () -> "I5: a closed connection is handed out: " + link);
        expect(!link.broken, () -> "I5: a broken connection is handed out: " + link);
        expect(link.holder == 0, () -> "I5: " + link + " is held by " + link.holder + " and handed to " + caller);
        expect(!link.probing, () -> "I5: handed out while it is checked: " + link);
        expect(!operator.isDrained(link.address), () -> "a connection to a drained endpoint is handed out: " + link);
        expect(known.contains(link.address), () -> "a connection to a removed endpoint is handed out: " + link);
        scenario.lifetime()
                .validateAfter()
                .ifPresent(after -> expect(
                        Math.min(now - link.idleSince, now - link.probedAt) <= after.toNanos(),
                        () -> "a connection idle for longer than " + after + " is handed out unchecked: " + link));
        scenario.lifetime()
                .maxLifetime()
                .ifPresent(max -> expect(
                        now - link.openedAt <= oldest(max),
                        () -> "a connection older than " + max + " is handed out: " + link));
        checkRate(link.address, now);
    }

    private long oldest(Duration max) {
        return (long) (max.toNanos() * (1 + scenario.lifetime().lifetimeJitter() + LATE_UPKEEP)) + 20_000_000;
    }

    /** I13: any burst + 1 grants take at least one interval. */
    private void checkRate(Address address, long now) {
        if (scenario.rate().isNone()) {
            return;
        }
        latestGrants.put(address, now);
        ArrayDeque<Long> latest = grants.computeIfAbsent(address, a -> new ArrayDeque<>());
        latest.add(now);
        if (latest.size() > scenario.rate().burst()) {
            long gap = now - latest.remove();
            expect(
                    gap >= (long) scenario.rate().intervalNanos() - 1,
                    () -> "I13: " + (scenario.rate().burst() + 1) + " grants within " + gap + " ns: " + address);
        }
    }

    private boolean hasPermit(Address address, long now) {
        // Careful: an interval after the latest grant there is a permit, whatever the burst, also if the endpoint was
        // removed and came back so soon that it had not quite gone.
        Long latest = latestGrants.get(address);
        return scenario.rate().isNone()
                || latest == null
                || now - latest >= scenario.rate().intervalNanos() + 1;
    }

    // ---- after something has happened

    void check(PoolSnapshot snapshot, List<Caller> callers, Map<Address, Integer> held, Set<Address> known, long now) {
        checkCallers(snapshot, callers, now);
        snapshot.endpoints()
                .forEach(e -> checkBounds(e, held.getOrDefault(e.endpoint().address(), 0)));
        Set<Address> serving = snapshot.endpoints().stream()
                .filter(e -> e.state() != EndpointState.DRAINING)
                .map(e -> e.endpoint().address())
                .collect(Collectors.toSet());
        Set<Address> expected = new TreeSet<>(known);
        expected.removeAll(operator.drained());
        expect(serving.equals(expected), () -> "I7: endpoints " + serving + " (expected: " + expected + ")");
        checkWork(snapshot, callers, now);
    }

    private void checkCallers(PoolSnapshot snapshot, List<Caller> callers, long now) {
        int waiting = 0;
        boolean earlierWaits = false;
        for (Caller caller : callers) {
            boolean waits = !caller.future.isDone();
            expect(!waits || now - caller.deadline <= 0, () -> "I3: " + caller + " waits beyond its deadline");
            expect(
                    !(scenario.isFair() && caller.served && earlierWaits),
                    () -> "FIFO: " + caller + " was served before one that came earlier");
            caller.served = false;
            waiting += waits ? 1 : 0;
            earlierWaits |= waits && now - caller.deadline < 0;
        }
        int queued = waiting;
        expect(
                snapshot.waiting() == queued,
                () -> "the queue has " + snapshot.waiting() + " (expected: " + queued + ")");
    }

    private void checkBounds(EndpointSnapshot endpoint, int held) {
        Address address = endpoint.endpoint().address();
        int max = scenario.pool().maxConnections();
        int total = endpoint.idle() + endpoint.leased() + endpoint.connecting();
        expect(total <= max, () -> "I4: " + total + " of " + max + " connections: " + address);
        if (!scenario.slowCloses()) {
            int open = servers.server(address).open.size();
            expect(open <= max, () -> "I4: " + open + " of " + max + " connections are open: " + address);
            expect(
                    open == endpoint.idle() + endpoint.leased(),
                    () -> "I4: " + open + " connections are open, " + endpoint.idle() + " idle and " + endpoint.leased()
                            + " leased: " + address);
        }
        expect(endpoint.leased() == held, () -> "I4: " + endpoint.leased() + " leased, " + held + " held: " + address);
    }

    /** Nobody waits beside a connection that could serve, or a place for one, for which nothing is under way. */
    private void checkWork(PoolSnapshot snapshot, List<Caller> callers, long now) {
        long patience = scenario.waiting().connectPatience().toNanos();
        long waiting = callers.stream()
                .filter(c -> !c.future.isDone() && now - c.deadline < 0)
                .count();
        int underWay = snapshot.endpoints().stream()
                .map(e -> servers.server(e.endpoint().address()))
                .mapToInt(server -> server.dialling(patience) + server.probing(patience))
                .sum();
        boolean idles = waiting > underWay && snapshot.endpoints().stream().anyMatch(e -> couldServe(e, now));
        if (idles && !idling) {
            idlingSince = now;
        }
        idling = idles;
        expect(
                !idling || now - idlingSince <= ALARM_NANOS,
                () -> "work conservation: " + waiting + " wait, " + underWay + " attempts are under way, "
                        + snapshot.endpoints());
    }

    private boolean couldServe(EndpointSnapshot endpoint, long now) {
        Address address = endpoint.endpoint().address();
        SimulatedServers.Server server = servers.server(address);
        if (endpoint.state() == EndpointState.DRAINING || !hasPermit(address, now)) {
            return false;
        }
        if (endpoint.idle() > server.probing(Long.MAX_VALUE)) {
            return true;
        }
        Backoff backoff = backoffs.get(address);
        return (backoff == null || (backoff.sure && now - backoff.until >= 0))
                && endpoint.connecting() == 0
                && server.open.size() < scenario.pool().maxConnections();
    }

    private record Backoff(long from, long until, boolean sure) {
        Backoff inDoubt() {
            return new Backoff(from, until, false);
        }
    }

    private void expect(boolean holds, Supplier<String> promise) {
        if (!holds) {
            simulation.expect(false, promise.get());
        }
    }
}
