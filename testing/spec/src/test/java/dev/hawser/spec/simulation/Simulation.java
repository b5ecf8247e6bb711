// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.client.WaitOptions;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole pool, in virtual time, on one thread, against servers and callers that do what the dice say. The same seed
 * does the same things. The pool is the real one; all that is simulated is outside of it.
 */
final class Simulation implements SimulatedServers.Log {

    private static final int STEPS = 120;

    private final Random dice;
    private final FakeTime time = new FakeTime();
    private final WatchedTime watched = new WatchedTime(time, this::check);
    private final Trace trace = new Trace();
    private final Scenario scenario;
    private final SimulatedServers servers;
    private final EndpointRegistry registry = new EndpointRegistry();
    private final Promises promises;
    private final Operator operator;
    private final ConnectionPool<Link> pool;
    private final boolean trustsEmpty;
    private final boolean certain;
    private final List<Caller> callers = new ArrayList<>();
    private final Map<Lease<Link>, Link> held = new LinkedHashMap<>();
    private final List<Runnable> background = new ArrayList<>();
    private final long start = time.nanoTime();
    private Set<Address> known = new TreeSet<>();
    private int arrivals;
    private boolean recovering;
    private boolean closing;

    /** @param sabotage spoils a pool or what is around it, to see whether that is noticed */
    Simulation(long seed, Sabotage sabotage) {
        dice = new Random(seed * 0x9E3779B97F4A7C15L);
        scenario = Scenario.draw(dice);
        servers = new SimulatedServers(time, dice, this, scenario.pool().connectTimeout());
        operator = new Operator(seed, this::note);
        promises = new Promises(scenario, servers, this, operator);
        certain = dice.nextBoolean();
        ConnectionPoolBuilder<Link> builder = ConnectionPool.builder(
                        certain ? registry : new Unsure(registry), sabotage.transport(servers))
                .time(sabotage.time(watched))
                .executor(this::execute)
                .listener(this::onEvent);
        scenario.applyTo(builder, dice);
        trustsEmpty = dice.nextBoolean();
        pool = sabotage.options(builder.follow(FollowOptions.immediately()
                        .withEmptyAnswer(trustsEmpty ? EmptyAnswer.TRUST : EmptyAnswer.IGNORE)))
                .build();
        note(scenario.toString());
    }

    Trace run() {
        for (int i = 0; i < scenario.servers(); i++) {
            register(i);
        }
        for (int i = 0; i < STEPS && trace.broken().isEmpty(); i++) {
            happen();
            check();
            pass();
        }
        if (trace.broken().isEmpty()) {
            recover();
        }
        if (trace.broken().isEmpty()) {
            close();
        }
        return trace;
    }

    // ---- what may happen

    private void happen() {
        operator.act(pool.control(), known);
        switch (dice.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> arrive(patience());
            case 7 -> arriveMany();
            case 8, 9, 10 -> anyOf(List.copyOf(held.keySet()), this::giveBack);
            case 11 -> anyOf(callers, this::giveUp);
            case 12, 13, 14 -> changeMood();
            case 15 -> anyOf(servers.server(address()).open, link -> link.dead = true);
            case 16 -> register(dice.nextInt(scenario.servers()));
            case 17 -> deregister();
            case 18 -> servers.answerHanging();
            default -> anyOf(List.copyOf(held.keySet()), this::breakIt);
        }
    }

    private void pass() {
        int millis = dice.nextInt(4) == 0 ? 0 : dice.nextInt(scenario.paceMillis() + 1);
        time.advance(Duration.ofMillis(millis));
    }

    private Duration patience() {
        return switch (dice.nextInt(4)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMillis(dice.nextInt(50));
            default -> Duration.ofMillis(dice.nextInt(3_000));
        };
    }

    private void arriveMany() {
        for (int i = dice.nextInt(12); i >= 0; i--) {
            arrive(patience());
        }
    }

    private Caller arrive(Duration patience) {
        long now = time.nanoTime();
        Caller caller = new Caller(++arrivals, now, now + patience.toNanos());
        note(caller + " arrives, for " + patience.toMillis() + " ms");
        callers.add(caller);
        caller.future = pool.acquireAsync(patience);
        caller.waited = !caller.future.isDone();
        caller.future.whenComplete((lease, problem) -> decided(caller, lease, problem));
        return caller;
    }

    private void decided(Caller caller, @Nullable Lease<Link> lease, @Nullable Throwable problem) {
        if (lease != null) {
            caller.served = true;
            hold(caller, lease);
        } else if (problem instanceof PoolExhaustedException refused) {
            note(caller + " is refused: " + refused.refusal().kind());
            expectRefusalInOrder(caller, refused);
        } else if (problem instanceof PoolClosedException) {
            expect(closing, caller + " was told that the pool is closed");
        } else {
            expect(problem instanceof CancellationException || problem instanceof GaveUp, caller + ": " + problem);
        }
    }

    private void expectRefusalInOrder(Caller caller, PoolExhaustedException refused) {
        boolean tooMany = refused.refusal().kind() == Refusal.Kind.TOO_MANY_WAITERS;
        boolean outage = scenario.waiting().whenDown() == WaitOptions.WhenDown.FAIL
                && (refused.refusal().kind() == Refusal.Kind.ALL_DOWN
                        || refused.refusal().kind() == Refusal.Kind.ALL_DRAINED);
        expect(
                tooMany || outage || time.nanoTime() - caller.deadline >= 0,
                "I3: " + caller + " was refused before its deadline: " + refused.getMessage());
    }

    private void hold(Caller caller, Lease<Link> lease) {
        Link link = lease.connection();
        note(caller + (caller.waited ? " at last has " : " has ") + link);
        promises.onGrant(caller, link, known, time.nanoTime());
        link.holder = caller.number;
        held.put(lease, link);
        switch (recovering ? 0 : dice.nextInt(10)) {
            case 0 -> giveBack(lease);
            case 1 -> {
                giveBack(lease);
                if (callers.size() < 1_000) {
                    arrive(patience());
                }
            }
            case 2, 3 -> {} // until it is told to, or for ever
            default -> later(Duration.ofMillis(dice.nextInt(2 * scenario.paceMillis() + 1)), () -> giveBack(lease));
        }
    }

    private void giveBack(Lease<Link> lease) {
        Link link = held.remove(lease);
        if (link == null) {
            expect(!lease.isOpen(), "a lease ended twice is open");
            lease.close(); // once more, which must change nothing
            return;
        }
        note("holder " + link.holder + " returns " + link);
        link.holder = 0;
        link.idleSince = time.nanoTime();
        lease.close();
    }

    private void breakIt(Lease<Link> lease) {
        Link link = held.get(lease);
        if (link == null) {
            return;
        }
        link.broken = true;
        if (dice.nextBoolean()) {
            note("holder " + link.holder + " finds broken " + link);
            lease.invalidate(new IllegalStateException("broken, as drawn"));
            giveBack(lease);
        } else {
            note("holder " + link.holder + " discards " + link);
            held.remove(lease);
            link.holder = 0;
            lease.discard(new IllegalStateException("discarded, as drawn"));
        }
    }

    /** Some cancel; some have a time-out of their own on the future. */
    private void giveUp(Caller caller) {
        note(caller + " gives up");
        if (dice.nextBoolean()) {
            caller.future.cancel(false);
        } else {
            caller.future.completeExceptionally(new GaveUp());
        }
    }

    private void changeMood() {
        Address address = address();
        SimulatedServers.Server server = servers.server(address);
        SimulatedServers.Mood[] all = SimulatedServers.Mood.values();
        server.mood = dice.nextBoolean() ? SimulatedServers.Mood.ACCEPTS : all[dice.nextInt(all.length)];
        server.delayMillis = dice.nextInt(3) == 0 ? dice.nextInt(1_500) : 0;
        note(address + " " + server.mood + " after " + server.delayMillis + " ms");
    }

    private void register(int server) {
        int weight = 1 + dice.nextInt(5);
        note("register " + server + " with weight " + weight);
        Address address = address(server);
        Set<Address> next = registered();
        next.add(address);
        known = next;
        operator.know(known);
        registry.register(Endpoint.of(address).withWeight(weight));
    }

    private void deregister() {
        Address address = address();
        note("deregister " + address);
        Set<Address> next = registered();
        next.remove(address);
        if (!next.isEmpty() || trustsEmpty || certain) {
            known = next;
            operator.know(known);
        }
        registry.deregister(address);
    }

    private Set<Address> registered() {
        Set<Address> all = new TreeSet<>();
        registry.endpoints().forEach(e -> all.add(e.address()));
        return all;
    }

    private Address address() {
        return address(dice.nextInt(scenario.servers()));
    }

    private static Address address(int server) {
        return Address.parse("10.0.0." + (server + 1) + ":7001");
    }

    private <T> void anyOf(List<T> some, Consumer<T> action) {
        if (!some.isEmpty()) {
            action.accept(some.get(dice.nextInt(some.size())));
        }
    }

    // ---- the end

    /** I9: when the last fault is lifted, a caller is served as soon as the longest backoff can have ended. */
    private void recover() {
        note("recovery");
        recovering = true;
        servers.heal();
        register(0);
        operator.takeBack(pool.control(), known);
        List.copyOf(held.keySet()).forEach(this::giveBack);
        callers.forEach(caller -> caller.future.cancel(false));
        check();
        Duration step = scenario.recovery().dividedBy(100);
        Caller last = arrive(scenario.recovery());
        for (int i = 0; i < 100; i++) {
            time.advance(step);
            if (last.future.isCompletedExceptionally()) {
                last = arrive(
                        step); // a pool may fail at once while all is down: whoever asks again is served some time
            }
        }
        time.advance(step);
        expect(
                last.future.isDone() && !last.future.isCompletedExceptionally(),
                "I9: " + last + " is not served though all is well: " + pool.snapshot());
    }

    /** I10. */
    private void close() {
        recovering = false;
        for (int i = dice.nextInt(10); i > 0; i--) {
            happen();
            check();
        }
        note("close");
        closing = true;
        List.copyOf(background).forEach(Runnable::run);
        pool.close(Duration.ZERO);
        callers.forEach(c -> expect(c.future.isDone(), "I10: " + c + " still waits after the pool was closed"));
        expect(servers.open() == 0, "I10: " + servers.open() + " connections are open after the pool was closed");
        expect(watched.pending() == 0, "I10: " + watched.pending() + " timers are left after the pool was closed");
        expect(servers.shutdowns() == 1, "I10: the transport was shut down " + servers.shutdowns() + " times");
        servers.answerHanging();
        Caller late = arrive(Duration.ofSeconds(1));
        expect(late.future.isCompletedExceptionally(), "I10: a closed pool lets callers wait");
        time.advance(Duration.ofMinutes(1));
        held.keySet().forEach(Lease::close);
        expect(servers.open() == 0, "I10: " + servers.open() + " connections were opened after the pool was closed");
        expect(watched.pending() == 0, "I10: " + watched.pending() + " timers were set after the pool was closed");
    }

    // ---- what the pool calls

    private void execute(Runnable work) {
        if (!scenario.slowCloses() || closing || Promises.areToldBy(work)) {
            work.run();
            return;
        }
        Runnable once = new Once(work);
        background.add(once);
        later(Duration.ofMillis(dice.nextInt(50)), () -> {
            background.remove(once);
            once.run();
        });
    }

    private void onEvent(PoolEvent event) {
        note(event.getClass().getSimpleName());
        promises.onEvent(event, time.nanoTime());
        if (scenario.throwingListener()) {
            throw new IllegalStateException("a listener throws, as drawn");
        }
    }

    @Override
    public void connecting(Address address, SimulatedServers.Server server) {
        promises.onConnect(address, server, time.nanoTime());
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void later(Duration delay, Runnable task) {
        time.schedule(delay.toNanos(), () -> {
            task.run();
            check();
        });
    }

    // ---- the books

    private void check() {
        if (closing || trace.broken().isPresent()) {
            return;
        }
        Map<Address, Integer> leased = new HashMap<>();
        held.values().forEach(link -> leased.merge(link.address, 1, Integer::sum));
        promises.check(pool.snapshot(), callers, leased, known, time.nanoTime());
        callers.removeIf(caller -> caller.future.isDone());
    }

    @Override
    public void note(String what) {
        trace.note(time.nanoTime() - start, what);
    }

    @Override
    public void expect(boolean holds, String promise) {
        if (!holds) {
            trace.broken(time.nanoTime() - start, promise);
        }
    }

    private static final class Once implements Runnable {
        private final Runnable work;
        private boolean done;

        Once(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                work.run();
            }
        }
    }

    private static final class GaveUp extends RuntimeException {}
}
