// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.traffic.Clock;
import dev.hawser.cli.stats.Causes;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened, in words, in the order in which it was told. Safe for use by any thread. */
final class Diary {

    /** A demo writes some dozens of entries; one that lasts for hours keeps the latest. */
    static final int MAX_ENTRIES = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, PoolEvent.ConnectFailed> failures = new ConcurrentHashMap<>();
    private final Map<String, EndpointState> settled = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Function<Address, String> names;

    Diary(Clock clock, Function<Address, String> names) {
        this.clock = clock;
        this.names = names;
    }

    /**
     * Something that happened.
     *
     * @param at seconds since the beginning
     * @param who tells it: the scenario or a pool
     */
    record Entry(double at, String who, String what) {}

    void write(String who, String what) {
        lock.lock();
        try {
            if (entries.size() == MAX_ENTRIES) {
                entries.removeFirst();
            }
            entries.addLast(new Entry(clock.now(), who, what));
        } finally {
            lock.unlock();
        }
    }

    /** The latest entries, the oldest of them first. */
    List<Entry> latest() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /** Writes down what a pool tells of changes. */
    PoolListener listener() {
        return event -> {
            if (event instanceof PoolEvent.EndpointStateChanged changed) {
                settle(changed);
            } else if (event instanceof PoolEvent.EndpointsChanged changed) {
                write(changed.pool(), changed(changed));
            } else if (event instanceof PoolEvent.DiscoveryFailed failed) {
                write(failed.pool(), "discovery failed: " + failed.problem());
            } else if (event instanceof PoolEvent.ConnectFailed failed) {
                failures.put(failed.pool() + " " + failed.endpoint(), failed);
            }
        };
    }

    /** Why a server is down, as the pool last said, in a word or two. */
    String whyDown(String pool, Address server, String otherwise) {
        PoolEvent.ConnectFailed failed = failures.get(pool + " " + server);
        return failed == null
                ? otherwise
                : Causes.of(failed.cause()).replace("connection ", "") + " (" + failed.failures() + "×)";
    }

    /** Writes down where a server ends up, and not each step of a reconnect that ends where it began. */
    private void settle(PoolEvent.EndpointStateChanged event) {
        if (event.to() == EndpointState.IDLE || event.to() == EndpointState.CONNECTING) {
            return;
        }
        EndpointState before = settled.put(event.pool() + " " + event.endpoint(), event.to());
        if (before != event.to()) {
            String why = event.to() == EndpointState.DOWN ? whyDown(event.pool(), event.endpoint(), event.why()) : "";
            write(
                    event.pool(),
                    names.apply(event.endpoint())
                            + (before == null ? " is " : ": " + word(before) + " → ")
                            + word(event.to())
                            + (why.isEmpty() ? "" : ", " + why));
        }
    }

    private String changed(PoolEvent.EndpointsChanged event) {
        return Stream.of(
                        listed("added ", event.added()),
                        listed("removed ", event.removed()),
                        listed("updated ", event.updated()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; ", "endpoints file: ", ""));
    }

    private String listed(String verb, List<Address> addresses) {
        return addresses.isEmpty()
                ? ""
                : addresses.stream().map(names).sorted().collect(Collectors.joining(", ", verb, ""));
    }

    static String word(EndpointState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
