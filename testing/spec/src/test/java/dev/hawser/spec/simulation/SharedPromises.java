// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.HawserException;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a shared pool promises, as far as it can be seen from outside; checked after every single thing that happens. */
final class SharedPromises {

    private final SharedScenario scenario;
    private final SharedServers servers;
    private final SharedServers.Book book;
    private final Operator operator;
    private final Map<Address, Backoff> backoffs = new HashMap<>();
    private Map<Address, Endpoint> known = new TreeMap<>();

    SharedPromises(SharedScenario scenario, SharedServers servers, SharedServers.Book book, Operator operator) {
        this.scenario = scenario;
        this.servers = servers;
        this.book = book;
        this.operator = operator;
    }

    // ---- when something happens

    /** What discovery says from now on. */
    void know(Map<Address, Endpoint> endpoints) {
        known = endpoints;
        operator.know(known.keySet());
    }

    Set<Address> known() {
        return known.keySet();
    }

    void onEvent(PoolEvent event, long now) {
        if (event instanceof PoolEvent.ConnectFailed failed) {
            backoffs.put(
                    failed.endpoint(), new Backoff(now, now + failed.retryIn().toNanos()));
        } else if (event instanceof PoolEvent.ConnectionOpened opened) {
            backoffs.remove(opened.endpoint());
        } else if (event instanceof PoolEvent.EndpointsChanged changed) {
            changed.removed().forEach(backoffs::remove);
        }
    }

    void onConnect(Address address, long now) {
        expect(!operator.isDrained(address), () -> "a drained endpoint is connected to: " + address);
        Backoff backoff = backoffs.get(address);
        expect(
                backoff == null || now == backoff.from || now - backoff.until >= 0,
                () -> "no attempt to connect during a backoff: " + address);
    }

    /** @param inside calls on that connection, this one included */
    void onEntered(SharedCall call, Connection connection, int inside, long now) {
        expect(call.answers() == 1, () -> call + " got " + call.answers() + " answers");
        expect(!call.cancelled || call.racing, () -> call + " was served after it had been cancelled");
        expect(call.isEndless() || now - call.deadline < 0, () -> "I3: " + call + " was served at its deadline");
        expect(!connection.isClosed(), () -> "I5: entered a closed connection: " + connection);
        expect(!servers.isLost(connection), () -> "I5: entered a lost connection: " + connection);
        expect(!operator.isDrained(connection.address()), () -> "a drained endpoint got a call: " + connection);
        expect(known.containsKey(connection.address()), () -> "a removed endpoint got a call: " + connection);
        call.choice
                .only()
                .ifPresent(only ->
                        expect(only.equals(connection.address()), () -> call + " for " + only + " got " + connection));
        int max = scenario.sharing().maxInFlight();
        expect(inside <= max, () -> "I4: " + inside + " of " + max + " calls on " + connection);
    }

    void onRefused(SharedCall call, HawserException why, SharedPoolSnapshot snapshot, long now) {
        expect(call.answers() == 1, () -> call + " got " + call.answers() + " answers");
        expect(!call.cancelled || call.racing, () -> call + " was refused after it had been cancelled");
        if (why instanceof PoolClosedException || (!call.isEndless() && now - call.deadline >= 0)) {
            return;
        }
        boolean tooMany = why instanceof PoolExhaustedException exhausted
                && exhausted.refusal().kind() == Refusal.Kind.TOO_MANY_WAITERS;
        boolean unknown =
                call.choice.only().filter(only -> !known.containsKey(only)).isPresent();
        boolean outage = call.patience == Patience.FAIL_FAST
                && snapshot.endpoints().stream()
                        .filter(e -> e.state() != EndpointState.DRAINING)
                        .filter(e -> call.choice.only().stream()
                                .allMatch(e.endpoint().address()::equals))
                        .allMatch(e -> e.state() == EndpointState.DOWN);
        expect(
                tooMany || unknown || outage,
                () -> "I3: " + call + " was refused before its deadline: " + why.getMessage());
    }

    // ---- after something has happened

    void check(SharedPoolSnapshot snapshot, Collection<SharedCall> calls, Map<Connection, Integer> inside, long now) {
        checkCalls(snapshot, calls, now);
        Set<Address> serving = new HashSet<>();
        Map<Address, EndpointSnapshot> drained = new HashMap<>();
        for (EndpointSnapshot each : snapshot.endpoints()) {
            if (each.state() != EndpointState.DRAINING) {
                serving.add(each.endpoint().address());
                checkBounds(each);
            }
            drained.merge(each.endpoint().address(), each, SharedPromises::sum);
        }
        Set<Address> expected = new HashSet<>(known.keySet());
        expected.removeAll(operator.drained());
        expect(serving.equals(expected), () -> "I7: endpoints " + serving + " (expected: " + expected + ")");
        drained.forEach((address, sum) -> checkBooks(sum, inside));
        checkEjections(snapshot);
    }

    private void checkCalls(SharedPoolSnapshot snapshot, Collection<SharedCall> calls, long now) {
        long waiting = calls.stream().filter(SharedCall::waits).count();
        expect(
                snapshot.waiting() == waiting,
                () -> "the queue has " + snapshot.waiting() + " (expected: " + waiting + ")");
        Set<Choice> earlier = new HashSet<>();
        for (SharedCall call : calls) {
            long overdue = call.isEndless() ? -1 : now - call.deadline;
            expect(
                    !call.served || !earlier.contains(call.choice),
                    () -> "FIFO: " + call + " was served before one that came earlier");
            call.served = false;
            if (call.waits()) {
                expect(
                        overdue <= scenario.lateMillis() * 1_000_000L || call.since == now,
                        () -> "I3: " + call + " waits beyond its deadline");
                if (overdue < 0) {
                    earlier.add(call.choice);
                    checkWork(snapshot, call);
                }
            }
        }
    }

    /** Nobody waits beside a connection with room. */
    private void checkWork(SharedPoolSnapshot snapshot, SharedCall call) {
        Optional<EndpointSnapshot> idle = snapshot.endpoints().stream()
                .filter(e -> e.state() != EndpointState.DRAINING && e.why().isEmpty() && e.connections() > 0)
                .filter(e -> mayGoTo(call.choice, e.endpoint()))
                .findFirst();
        expect(idle.isEmpty(), () -> "work conservation: " + call + " " + call.choice + " waits beside " + idle);
    }

    private boolean mayGoTo(Choice choice, Endpoint endpoint) {
        if (choice.only().isPresent()) {
            return choice.only().get().equals(endpoint.address());
        }
        return endpoint.weight() > 0 && !choice.avoid().contains(endpoint.address());
    }

    private void checkBounds(EndpointSnapshot endpoint) {
        int max = scenario.sharing().maxConnections()
                + (scenario.sharing().maxAge().isPresent() ? 1 : 0);
        int total = endpoint.connections() + endpoint.connecting();
        expect(total <= max, () -> "I4: " + total + " of " + max + " connections: " + endpoint);
        expect(endpoint.connecting() <= 1, () -> "one attempt at a time: " + endpoint);
    }

    private void checkBooks(EndpointSnapshot sum, Map<Connection, Integer> inside) {
        Address address = sum.endpoint().address();
        int held = inside.entrySet().stream()
                .filter(e -> e.getKey().address().equals(address) && !e.getKey().isClosed())
                .mapToInt(Map.Entry::getValue)
                .sum();
        expect(
                sum.inFlight() == held,
                () -> "I4: " + sum.inFlight() + " in flight (expected: " + held + ") " + address);
        int open = servers.openTo(address);
        if (!scenario.slow()) {
            int counted = sum.connections() + sum.draining();
            expect(open == counted, () -> "I6: " + open + " connections open (expected: " + counted + ") " + address);
        }
    }

    /** I8; those whose checks fail are not counted, and look the same. */
    private void checkEjections(SharedPoolSnapshot snapshot) {
        long ejected = snapshot.endpoints().stream()
                .filter(e -> e.state() == EndpointState.EJECTED)
                .count();
        if (scenario.limits().checks().isEmpty()) {
            int counted = known.size() - operator.drained().size();
            expect(2 * ejected <= counted, () -> "I8: " + ejected + " of " + counted + " ejected");
        }
    }

    /** Once all has been well for long enough. */
    void checkPardoned(SharedPoolSnapshot snapshot) {
        for (EndpointSnapshot each : snapshot.endpoints()) {
            expect(each.why().isEmpty(), () -> "I9: not in service though all is well: " + each);
        }
    }

    private static EndpointSnapshot sum(EndpointSnapshot a, EndpointSnapshot b) {
        return new EndpointSnapshot(
                a.endpoint(),
                a.state(),
                a.why(),
                a.connections() + b.connections(),
                a.connecting() + b.connecting(),
                a.draining() + b.draining(),
                a.inFlight() + b.inFlight(),
                a.calls() + b.calls(),
                a.failures() + b.failures(),
                a.connectFailures() + b.connectFailures());
    }

    private void expect(boolean holds, Supplier<String> promise) {
        if (!holds) {
            book.expect(false, promise.get());
        }
    }

    private record Backoff(long from, long until) {}
}
