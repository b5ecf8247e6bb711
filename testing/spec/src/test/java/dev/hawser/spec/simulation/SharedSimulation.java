// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import static java.util.Objects.requireNonNull;

import dev.hawser.HawserException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole shared pool, in virtual time, on one thread, against servers and callers that do what the dice say. The same
 * seed does the same things. The pool is the real one; all that is simulated is outside of it.
 */
final class SharedSimulation implements SharedServers.Book, SharedCall.Hearer {

    private static final int STEPS = 120;

    /** How deep the pool's callbacks call back. */
    private static final int DEEPEST = 3;

    private final Random dice;
    private final FakeTime time = new FakeTime();
    private final WatchedTime watched = new WatchedTime(time, this::check);
    private final Trace trace = new Trace();
    private final SharedScenario scenario;
    private final SharedServers servers;
    private final ScriptedDiscovery discovery = new ScriptedDiscovery();
    private final SharedPromises promises;
    private final Operator operator;
    private final boolean trustsEmpty;
    private final List<SharedCall> calls = new ArrayList<>();
    private final List<SharedCall> inside = new ArrayList<>();
    private final List<Runnable> background = new ArrayList<>();
    private final long start = time.nanoTime();
    private final Map<Address, Endpoint> published = new TreeMap<>();
    private @Nullable SharedPool<Connection> pool;
    private int arrivals;
    private int depth;
    private boolean recovering;
    private boolean closing;
    private volatile boolean closed;

    /** @param sabotage spoils a pool or what is around it, to see whether that is noticed */
    SharedSimulation(long seed, SharedSabotage sabotage) {
        SeededThread.seed(seed);
        dice = new Random(seed * 0x9E3779B97F4A7C15L);
        scenario = SharedScenario.draw(dice);
        servers = new SharedServers(new WatchedTime(time, this::check), dice, this);
        operator = new Operator(seed, this::note);
        promises = new SharedPromises(scenario, servers, this, operator);
        SharedPoolBuilder<Connection> builder = SharedPool.builder(discovery, sabotage.transport(servers))
                .time(sabotage.time(late(watched)))
                .executor(this::execute)
                .listener(this::onEvent);
        scenario.applyTo(builder, dice);
        trustsEmpty = dice.nextBoolean();
        builder.follow(
                FollowOptions.immediately().withEmptyAnswer(trustsEmpty ? EmptyAnswer.TRUST : EmptyAnswer.IGNORE));
        pool = sabotage.options(builder).build();
        note(scenario.toString());
    }

    private Time late(Time exact) {
        return scenario.lateMillis() == 0
                ? exact
                : new Time() {
                    @Override
                    public long nanoTime() {
                        return exact.nanoTime();
                    }

                    @Override
                    public Scheduled schedule(long delayNanos, Runnable task) {
                        return exact.schedule(
                                Math.max(0, delayNanos) + dice.nextInt(scenario.lateMillis()) * 1_000_000L, task);
                    }
                };
    }

    private SharedPool<Connection> pool() {
        return requireNonNull(pool);
    }

    Trace run() {
        IntStream.range(0, scenario.servers()).forEach(this::publish);
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
        if (depth == 0) { // else calls may have been served, and not have heard of it
            operator.act(pool().control(), promises.known());
        }
        switch (dice.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> arrive();
            case 5, 6 -> tryToEnter();
            case 7 -> IntStream.rangeClosed(0, dice.nextInt(12)).forEach(i -> arrive());
            case 8, 9, 10 -> anyOf(inside).ifPresent(this::end);
            case 11 -> anyOf(calls).ifPresent(this::giveUp);
            case 12, 13, 14 -> servers.changeMood(address());
            case 15, 16 -> servers.lose();
            case 17 -> publish(dice.nextInt(scenario.servers()));
            case 18 -> withdraw();
            default -> {
                servers.answerHanging(address());
                if (dice.nextInt(10) == 0) {
                    pool().connectAll();
                }
            }
        }
    }

    private void pass() {
        int millis = dice.nextInt(4) == 0 ? 0 : dice.nextInt(scenario.paceMillis() + 1);
        time.advance(Duration.ofMillis(millis));
    }

    private SharedCall arrive() {
        long deadline = switch (dice.nextInt(6)) {
            case 0 -> time.nanoTime() - dice.nextInt(2);
            case 1 -> Long.MAX_VALUE;
            case 2 -> time.nanoTime() + dice.nextInt(50_000_000);
            default -> time.nanoTime() + dice.nextInt(2_000_000_000);
        };
        return arrive(choice(), deadline, dice.nextBoolean() ? Patience.FAIL_FAST : Patience.WAIT);
    }

    private SharedCall arrive(Choice choice, long deadline, Patience patience) {
        SharedCall call = new SharedCall(++arrivals, choice, patience, deadline, this);
        call.since = time.nanoTime();
        note(call + " arrives: " + describe(choice) + patience);
        calls.add(call);
        call.entry = pool().enter(choice, deadline, patience, call);
        return call;
    }

    private Choice choice() {
        return switch (dice.nextInt(5)) {
            case 0 -> Choice.only(address());
            case 1 -> Choice.ANY.avoiding(address());
            default -> Choice.ANY;
        };
    }

    private static String describe(Choice choice) {
        return choice.only().map(a -> "only " + a + " ").orElse(choice.avoid().isEmpty() ? "" : "avoids some ");
    }

    private void tryToEnter() {
        boolean waits = calls.stream().anyMatch(SharedCall::waits);
        SharedCall call = new SharedCall(++arrivals, choice(), Patience.WAIT, Long.MAX_VALUE, this);
        SharedConnection<Connection> seat = pool().tryEnter(call.choice);
        note(call + " tries: " + describe(call.choice) + (seat == null ? "in vain" : "in"));
        expect(seat == null || !waits || depth > 0, "FIFO: " + call + " overtook those who wait");
        if (seat != null) {
            call.entered(seat);
        }
    }

    @Override
    public void entered(SharedCall call, SharedConnection<Connection> seat) {
        Connection connection = seat.connection();
        note(call + " enters " + connection);
        inside.add(call);
        call.served = true;
        int there = (int) inside.stream()
                .filter(each -> seatOf(each).connection() == connection)
                .count();
        promises.onEntered(call, connection, there, time.nanoTime());
        expect(!pool().isClosed(), "I10: " + call + " was served by a closed pool");
        if (recovering) {
            end(call);
            return;
        }
        switch (dice.nextInt(8)) {
            case 0 -> end(call);
            case 1 -> {
                end(call);
                if (calls.size() < 1_000) {
                    arrive();
                }
            }
            case 2, 3 -> {} // until it is told to, or for ever
            default -> later(Duration.ofMillis(dice.nextInt(2 * scenario.paceMillis() + 1)), () -> end(call));
        }
    }

    @Override
    public void refused(SharedCall call, HawserException why) {
        note(call + " is refused: " + why.getClass().getSimpleName());
        promises.onRefused(call, why, pool().snapshot(), time.nanoTime());
    }

    private static SharedConnection<Connection> seatOf(SharedCall call) {
        return requireNonNull(call.seat);
    }

    private void end(SharedCall call) {
        if (!inside.remove(call)) {
            return;
        }
        SharedConnection<Connection> seat = seatOf(call);
        int how = recovering ? 0 : dice.nextInt(6);
        note(call + " ends: " + how);
        switch (how) {
            case 0, 1, 2 -> seat.succeeded(dice.nextInt(1_000_000));
            case 3 -> seat.cancelled(dice.nextInt(1_000_000));
            default -> seat.failed(new IOException("failed, as drawn"));
        }
    }

    /** Perhaps one that was served or refused long ago. */
    private void giveUp(SharedCall call) {
        if (call.entry == SharedCall.NOT_YET) {
            return;
        }
        note(call + " gives up");
        call.cancelled |= call.waits();
        call.racing |= depth > 0; // its answer may have been decided on already
        call.entry.cancel();
        if (dice.nextInt(4) == 0) {
            call.entry.cancel();
        }
    }

    private void publish(int server) {
        Endpoint endpoint = Endpoint.of(address(server)).withWeight(dice.nextInt(6));
        note("publish " + server + " with weight " + endpoint.weight());
        published.put(endpoint.address(), endpoint);
        publish();
    }

    private void withdraw() {
        Address address = address();
        note("withdraw " + address);
        published.remove(address);
        publish();
    }

    private void publish() {
        if (dice.nextInt(10) == 0) {
            discovery.fail(new IOException("discovery fails, as drawn"));
        }
        if (!published.isEmpty() || trustsEmpty) {
            promises.know(new TreeMap<>(published));
        }
        discovery.publish(List.copyOf(published.values()));
    }

    private Address address() {
        return address(dice.nextInt(scenario.servers()));
    }

    private static Address address(int server) {
        return Address.parse("10.0.0." + (server + 1) + ":7001");
    }

    private List<Address> addresses() {
        return IntStream.range(0, scenario.servers())
                .mapToObj(SharedSimulation::address)
                .toList();
    }

    private <T> Optional<T> anyOf(List<T> some) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(dice.nextInt(some.size())));
    }

    // ---- the end

    /** I9: soon after the last fault is lifted, each endpoint takes calls, and a while later nobody is left alone. */
    private void recover() {
        note("recovery");
        recovering = true;
        servers.heal(addresses());
        publish(0);
        operator.takeBack(pool().control(), promises.known());
        List.copyOf(inside).forEach(this::end);
        calls.stream().filter(SharedCall::waits).toList().forEach(this::giveUp);
        check();
        Duration soon = scenario.recovery().plus(scenario.sharing().connectTimeout());
        List<SharedCall> last = published.keySet().stream()
                .map(address -> arrive(Choice.only(address), time.nanoTime() + soon.toNanos(), Patience.WAIT))
                .toList();
        check();
        time.advance(soon);
        if (scenario.limits().maxWaiters() >= last.size()) {
            last.forEach(call -> expect(call.seat != null, "I9: " + call + " is not served though all is well"));
        }
        for (int i = 0; i < 50; i++) {
            arrive(Choice.ANY, time.nanoTime() + soon.toNanos(), Patience.WAIT);
            check();
            time.advance(scenario.pardon().dividedBy(50));
        }
        promises.checkPardoned(pool().snapshot());
    }

    /** I10. */
    private void close() {
        recovering = false;
        for (int i = dice.nextInt(20); i > 0 && trace.broken().isEmpty(); i--) {
            happen();
            check();
        }
        note("close");
        closing = true;
        List.copyOf(background).forEach(Runnable::run);
        if (dice.nextBoolean()) {
            pool().close(Duration.ZERO);
        } else {
            closeSlowly();
        }
        calls.forEach(c -> expect(!c.waits(), "I10: " + c + " still waits after the pool was closed"));
        expectNothingLeft("after the pool was closed");
        SharedCall late = arrive(Choice.ANY, Long.MAX_VALUE, Patience.WAIT);
        expect(!late.waits() && late.seat == null, "I10: a closed pool lets callers in");
        expect(pool().tryEnter(Choice.ANY) == null, "I10: a closed pool lets callers in at once");
        addresses().forEach(servers::answerHanging);
        servers.lose();
        time.advance(Duration.ofMinutes(1));
        List.copyOf(inside).forEach(this::end);
        publish(0);
        expectNothingLeft("a minute after the pool was closed");
    }

    private void closeSlowly() {
        CountDownLatch ended = new CountDownLatch(1);
        Duration drain = Duration.ofMillis(dice.nextInt(1_000));
        pool().closeAsync(drain, ended::countDown);
        anyOf(inside).ifPresent(this::end);
        time.advance(drain.plusMillis(scenario.lateMillis()));
        try {
            expect(ended.await(10, TimeUnit.SECONDS), "I10: the pool does not end after its drain");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void expectNothingLeft(String when) {
        expect(servers.open() == 0, "I10: " + servers.open() + " connections are open " + when);
        expect(watched.pending() == 0, "I10: " + watched.pending() + " timers are left " + when);
        expect(servers.shutdowns() == 1, "I10: the transport was shut down " + servers.shutdowns() + " times");
        expect(discovery.open() == 0, "I10: discovery is still watched " + when);
        expect(discovery.thrown().isEmpty(), "discovery's watcher threw " + discovery.thrown());
        expect(closed, "PoolClosed was never told");
    }

    // ---- what the pool calls

    private void execute(Runnable work) {
        if (scenario.rejecting() && !closing && dice.nextInt(5) == 0) {
            throw new RejectedExecutionException("too much, as drawn");
        }
        if (!scenario.slow() || closing || Promises.areToldBy(work)) {
            work.run();
            return;
        }
        background.add(work);
        later(Duration.ofMillis(dice.nextInt(50)), () -> {
            if (background.remove(work)) {
                work.run();
            }
        });
    }

    private void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.PoolClosed) {
            closed = true; // on a thread of its own: the trace is not for it
            return;
        }
        note(event.getClass().getSimpleName());
        expect(!closed, "an event after PoolClosed: " + event);
        promises.onEvent(event, time.nanoTime());
        if (scenario.callback() == SharedScenario.Callback.THROWS) {
            throw new IllegalStateException("a listener throws, as drawn");
        }
        if (scenario.callback() == SharedScenario.Callback.CALLS_BACK
                && pool != null
                && depth < DEEPEST
                && !recovering) {
            depth++;
            callBack();
            depth--;
        }
    }

    private void callBack() {
        switch (dice.nextInt(6)) {
            case 0 -> pool().snapshot();
            case 1 -> arrive();
            case 2 -> tryToEnter();
            case 3 -> pool().connectAll();
            case 4 -> anyOf(inside).ifPresent(this::end);
            default -> anyOf(calls).ifPresent(this::giveUp);
        }
    }

    @Override
    public void connecting(Address address) {
        promises.onConnect(address, time.nanoTime());
    }

    private void later(Duration delay, Runnable task) {
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
        Map<Connection, Integer> there = new HashMap<>();
        inside.forEach(call -> there.merge(seatOf(call).connection(), 1, Integer::sum));
        promises.check(pool().snapshot(), calls, there, time.nanoTime());
        calls.removeIf(call -> !call.waits() && dice.nextInt(4) > 0);
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
}
