// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.event.PoolEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last that happened: in each pool {@value #OF_POOL} changes, and {@value #OF_CALLS} of what happened to single calls and
 * connections, which may be many and must not push out the changes; and of {@value #ENDPOINTS} endpoints, those that changed
 * last, their last {@value #OF_ENDPOINT} changes. About half a kilobyte each: 0.4 MB a pool, and 5 MB for endpoints at the worst.
 * Not safe for several threads.
 */
public final class Timeline {
    static final int OF_POOL = 500;
    static final int OF_CALLS = 200;
    static final int OF_FAILURES = 100;
    static final int OF_ENDPOINT = 10;
    static final int ENDPOINTS = 1000;
    static final int POOLS = 256;

    private final Map<String, PoolEntries> pools = newestKept(POOLS);
    private final Map<String, Latest<TimelineEntry>> endpoints = newestKept(ENDPOINTS);

    private static final class PoolEntries {
        final Latest<TimelineEntry> changes = new Latest<>(OF_POOL);
        final Latest<TimelineEntry> calls = new Latest<>(OF_CALLS);
        final Latest<Failure> failures = new Latest<>(OF_FAILURES);
        Optional<Instant> closed = Optional.empty(); // of two pools of one name, the one that ended last

        int size() {
            return changes.size() + calls.size() + failures.size();
        }

        void removeUntil(Instant last) {
            changes.removeIf(entry -> !entry.at().isAfter(last));
            calls.removeIf(entry -> !entry.at().isAfter(last));
            failures.removeIf(failure -> !failure.at().isAfter(last));
        }
    }

    /** A map that forgets what has not been asked for the longest. */
    private static <T> Map<String, T> newestKept(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > most;
            }
        };
    }

    /** Keeps an event, and returns it in words. */
    public TimelineEntry add(Instant at, PoolEvent event) {
        TimelineEntry entry = EventText.of(at, event);
        PoolEntries pool = pools.computeIfAbsent(event.pool(), name -> new PoolEntries());
        if (isFrequent(event)) {
            pool.calls.add(entry);
        } else {
            pool.changes.add(entry);
            entry.endpoint()
                    .ifPresent(endpoint -> endpoints
                            .computeIfAbsent(key(event.pool(), endpoint), name -> new Latest<>(OF_ENDPOINT))
                            .add(entry));
        }
        Failure.of(at, event).ifPresent(pool.failures::add);
        if (event instanceof PoolEvent.PoolClosed) {
            pool.closed = Optional.of(at);
        }
        return entry;
    }

    /** What is about one call, or one connection of many. */
    private static boolean isFrequent(PoolEvent event) {
        return event instanceof PoolEvent.CallRetried
                || event instanceof PoolEvent.CallFailed
                || event instanceof PoolEvent.LeaseRefused
                || event instanceof PoolEvent.LeaseWaited
                || event instanceof PoolEvent.ConnectFailed
                || event instanceof PoolEvent.ConnectionOpened
                || event instanceof PoolEvent.ConnectionClosed;
    }

    private static String key(String pool, String endpoint) {
        return pool + "\n" + endpoint;
    }

    /**
     * Forgets a pool that has ended. What came after its end is kept: nothing comes after a pool's {@code PoolClosed}, so it is
     * of another that has taken the name. If no end was told, all is forgotten.
     */
    public void remove(String pool) {
        PoolEntries known = pools.get(pool);
        Instant end = known == null ? Instant.MAX : known.closed.orElse(Instant.MAX);
        if (known != null) {
            known.removeUntil(end);
        }
        if (known == null || known.size() == 0) {
            pools.remove(pool);
        }
        endpoints
                .entrySet()
                .removeIf(entry -> entry.getKey().startsWith(pool + "\n") && isEmptyAfter(end, entry.getValue()));
    }

    private static boolean isEmptyAfter(Instant end, Latest<TimelineEntry> entries) {
        entries.removeIf(entry -> !entry.at().isAfter(end));
        return entries.size() == 0;
    }

    /** What happened, the newest first; of all pools if none is given, of all endpoints likewise. */
    public List<TimelineEntry> entries(Optional<String> pool, Optional<String> endpoint, int most) {
        Stream<TimelineEntry> found =
                ofPools(pool).flatMap(of -> Stream.concat(of.changes.newestFirst(), of.calls.newestFirst()));
        if (endpoint.isPresent()) {
            String ending = key("", endpoint.get());
            Stream<TimelineEntry> more = endpoints.entrySet().stream()
                    .filter(entry -> pool.map(name -> entry.getKey().equals(key(name, endpoint.get())))
                            .orElseGet(() -> entry.getKey().endsWith(ending)))
                    .flatMap(entry -> entry.getValue().newestFirst());
            found = Stream.concat(found.filter(one -> one.endpoint().equals(endpoint)), more)
                    .distinct();
        }
        return found.sorted(Comparator.comparing(TimelineEntry::at).reversed())
                .limit(most)
                .toList();
    }

    /** Callers that were not served well, the newest first; of all pools if none is given. */
    public List<Failure> failures(Optional<String> pool, int most) {
        return ofPools(pool)
                .flatMap(of -> of.failures.newestFirst())
                .sorted(Comparator.comparing(Failure::at).reversed())
                .limit(most)
                .toList();
    }

    private Stream<PoolEntries> ofPools(Optional<String> pool) {
        return pool.map(name -> Optional.ofNullable(pools.get(name)).stream()).orElseGet(() -> pools.values().stream());
    }

    /** How many entries are kept. */
    int size() {
        int ofPools = pools.values().stream().mapToInt(PoolEntries::size).sum();
        return ofPools + endpoints.values().stream().mapToInt(Latest::size).sum();
    }
}
