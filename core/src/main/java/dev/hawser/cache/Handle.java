// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

/**
 * One holder's share in a value of a {@link SharedCache}. As long as it isn't closed, the cache doesn't close the value,
 * unless the cache itself is closed and its patience is over.
 *
 * <p>Safe for use by any thread.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class Handle<K, V> implements AutoCloseable {

    private final Engine<K, V> engine;
    private final Entry<K, V> entry;
    private final V value;
    private boolean released; // guarded by the cache's lock, written by Ledger alone

    Handle(Engine<K, V> engine, Entry<K, V> entry, V value) {
        this.engine = engine;
        this.entry = entry;
        this.value = value;
    }

    public K key() {
        return entry.key;
    }

    /** What is shared. Must not be used, nor ended, by somebody whose handle is closed. */
    public V value() {
        return value;
    }

    /** Releases the share. Only the first call does; any other changes nothing and is reported to the listener. */
    @Override
    public void close() {
        engine.act((core, effects) -> core.release(this, effects));
    }

    Entry<K, V> entry() {
        return entry;
    }

    /** Whether this was the first time. Under the cache's lock. */
    boolean spend() {
        boolean first = !released;
        released = true;
        return first;
    }

    @Override
    public String toString() {
        return "handle of " + entry.key;
    }
}
