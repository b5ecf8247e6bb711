// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import dev.hawser.cache.CacheEvent.Reason;
import dev.hawser.cache.Entry.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what: decides what follows when somebody asks, releases, loads, ticks or closes. Used under the cache's lock;
 * calls nobody.
 */
final class Ledger<K, V> {
    /*
     * An entry is in `present` while it can be found, from the beginning of its load. Once it is not, it is never found
     * again: so a count that was 0 when the decision to close fell stays 0. In `leaving` are those that are out and still
     * have holders, or callers that wait for their load. In `unused` are those present that nobody holds, the one released
     * longest ago first.
     */
    private final String name;
    private final CacheOptions options;
    private final News<K> news;

    private final Map<K, Entry<K, V>> present = new LinkedHashMap<>();
    private final Set<Entry<K, V>> unused = new LinkedHashSet<>();
    private final Set<Entry<K, V>> leaving = new LinkedHashSet<>();
    private int open;
    private boolean closed;

    Ledger(String name, CacheOptions options, News<K> news) {
        this.name = name;
        this.options = options;
        this.news = news;
    }

    /** Somebody asks for the first time. */
    void request(Claim<K, V> claim, List<Effect<K, V>> effects) {
        news.add(new CacheEvent.Requested<>(claim.key));
        arrive(claim, effects);
    }

    private void arrive(Claim<K, V> claim, List<Effect<K, V>> effects) {
        if (claim.answer.isDone()) {
            return;
        }
        if (closed) {
            effects.add(new Effect.Refuse<>(claim, new CacheClosedException(name)));
            return;
        }
        Entry<K, V> entry = present.get(claim.key);
        if (entry == null) {
            entry = miss(claim, effects);
        }
        V value = entry == null ? null : entry.value;
        if (entry != null && value != null) {
            entry.holders++;
            unused.remove(entry);
            effects.add(new Effect.Check<>(claim, entry, value));
        } else if (entry != null) {
            entry.claims.add(claim);
            claim.entry = entry;
        }
    }

    private @Nullable Entry<K, V> miss(Claim<K, V> claim, List<Effect<K, V>> effects) {
        int maxEntries = options.maxEntries();
        if (present.size() >= maxEntries) {
            if (unused.isEmpty()) {
                effects.add(new Effect.Refuse<>(claim, new CacheFullException(name, claim.key, maxEntries)));
                return null;
            }
            retire(unused.iterator().next(), Reason.MADE_ROOM, effects);
        }
        Entry<K, V> entry = new Entry<>(claim.key);
        present.put(claim.key, entry);
        news.add(new CacheEvent.Missed<>(claim.key));
        effects.add(new Effect.Load<>(entry));
        return entry;
    }

    /** A caller is gone: his deadline passed, or he changed his mind. The load goes on, unless nobody could find it. */
    void leave(Claim<K, V> claim, List<Effect<K, V>> effects) {
        Entry<K, V> entry = claim.entry;
        if (entry != null && entry.claims.remove(claim) && entry.retired && entry.claims.isEmpty()) {
            abandon(entry, effects);
        }
    }

    /** A load has begun, and can be cancelled from now on. */
    void begun(Entry<K, V> entry, CompletableFuture<V> load, List<Effect<K, V>> effects) {
        entry.load = load;
        if (entry.state == State.CLOSED) {
            effects.add(new Effect.Cancel<>(load));
        }
    }

    void loaded(Entry<K, V> entry, V value, List<Effect<K, V>> effects) {
        if (entry.state != State.LOADING) {
            effects.add(new Effect.CloseLate<>(entry, value));
            return;
        }
        entry.state = State.OPEN;
        entry.value = value;
        entry.holders = entry.claims.size();
        news.add(new CacheEvent.OpenChanged<>(++open));
        entry.claims.forEach(claim -> effects.add(new Effect.Serve<>(claim, entry, value)));
        entry.claims.clear();
        settle(entry, effects);
    }

    void failed(Entry<K, V> entry, Throwable cause, List<Effect<K, V>> effects) {
        if (entry.state != State.LOADING) {
            return;
        }
        news.add(new CacheEvent.LoadFailed<>(entry.key, cause));
        for (Claim<K, V> claim : entry.claims) {
            effects.add(new Effect.Refuse<>(claim, new LoadFailedException(name, entry.key, cause)));
        }
        abandon(entry, effects);
    }

    /** There will be no value, at least none of use. */
    private void abandon(Entry<K, V> entry, List<Effect<K, V>> effects) {
        entry.state = State.CLOSED;
        entry.claims.clear();
        present.remove(entry.key, entry);
        leaving.remove(entry);
        if (entry.load != null) {
            effects.add(new Effect.Cancel<>(entry.load));
        }
    }

    /** What was about to be given to somebody is dead: he gives his share back and asks again. */
    void foundDead(Claim<K, V> claim, Entry<K, V> entry, List<Effect<K, V>> effects) {
        retire(entry, Reason.DEAD, effects);
        drop(entry, effects);
        arrive(claim, effects);
    }

    void release(Handle<K, V> handle, List<Effect<K, V>> effects) {
        if (handle.spend()) {
            drop(handle.entry(), effects);
        } else {
            news.add(new CacheEvent.ReleasedTwice<>(handle.key()));
        }
    }

    private void drop(Entry<K, V> entry, List<Effect<K, V>> effects) {
        entry.holders--;
        settle(entry, effects);
    }

    /** What becomes of an open entry whose number of holders may be 0. */
    private void settle(Entry<K, V> entry, List<Effect<K, V>> effects) {
        if (entry.holders > 0 || entry.state != State.OPEN) {
            return;
        }
        if (entry.retired) {
            close(entry, effects);
        } else if (options.unusedTicks() == 0) {
            retire(entry, Reason.EXPIRED, effects);
        } else {
            entry.unusedTicks = 0;
            unused.add(entry);
        }
    }

    private void close(Entry<K, V> entry, List<Effect<K, V>> effects) {
        V value = entry.value;
        if (entry.state == State.OPEN && value != null) {
            entry.state = State.CLOSED;
            leaving.remove(entry);
            effects.add(new Effect.Close<>(entry, value));
        }
    }

    /** A close has ended, well or not. */
    void ended(Entry<K, V> entry, @Nullable Throwable problem, List<Effect<K, V>> effects) {
        if (problem != null) {
            news.add(new CacheEvent.CloseFailed<>(entry.key, problem));
        }
        news.add(new CacheEvent.OpenChanged<>(--open));
        endIfEmpty(effects);
    }

    /** Takes an entry out, for good. */
    private void retire(Entry<K, V> entry, Reason reason, List<Effect<K, V>> effects) {
        if (entry.retired) {
            return;
        }
        entry.retired = true;
        present.remove(entry.key, entry);
        unused.remove(entry);
        news.add(new CacheEvent.Retired<>(entry.key, reason));
        if (entry.state == State.LOADING && entry.claims.isEmpty()) {
            abandon(entry, effects);
        } else {
            leaving.add(entry);
            settle(entry, effects);
        }
    }

    /** A tick: takes out what nobody held for two in a row. */
    List<K> tick(List<Effect<K, V>> effects) {
        List<K> keys = new ArrayList<>();
        for (Entry<K, V> entry : List.copyOf(unused)) {
            if (++entry.unusedTicks >= options.unusedTicks()) {
                keys.add(entry.key);
                retire(entry, Reason.EXPIRED, effects);
            }
        }
        return keys;
    }

    boolean closeOnRelease(K key, List<Effect<K, V>> effects) {
        Entry<K, V> entry = present.get(key);
        if (entry != null) {
            retire(entry, Reason.ON_REQUEST, effects);
        }
        return entry != null;
    }

    /** Takes that very value out, if it is in there. */
    boolean retire(K key, V value, List<Effect<K, V>> effects) {
        Entry<K, V> entry = present.get(key);
        boolean found = entry != null && entry.value == value;
        if (entry != null && found) {
            retire(entry, Reason.DEAD, effects);
        }
        return found;
    }

    /** Refuses those who wait and come from now on, closes what nobody holds. */
    void closeAll(List<Effect<K, V>> effects) {
        closed = true;
        List<Entry<K, V>> all = new ArrayList<>(present.values());
        all.addAll(leaving);
        for (Entry<K, V> entry : all) {
            for (Claim<K, V> claim : entry.claims) {
                effects.add(new Effect.Refuse<>(claim, new CacheClosedException(name)));
            }
            entry.claims.clear();
            retire(entry, Reason.CACHE_CLOSED, effects);
            if (entry.state == State.LOADING) {
                abandon(entry, effects);
            }
        }
        endIfEmpty(effects);
    }

    /** Closes what is still held. */
    void force(List<Effect<K, V>> effects) {
        List.copyOf(leaving).forEach(entry -> close(entry, effects));
    }

    private void endIfEmpty(List<Effect<K, V>> effects) {
        if (closed && open == 0) {
            effects.add(new Effect.Over<>());
        }
    }

    CacheSnapshot<K> snapshot() {
        return new CacheSnapshot<>(
                open,
                present.values().stream()
                        .map(e -> new CacheSnapshot.EntrySnapshot<>(e.key, e.claims.size(), e.holders, e.unusedTicks))
                        .toList());
    }
}
