// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.cache;

import dev.hawser.cache.Loader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Loads when it is told to, and keeps a record. */
final class ScriptedLoader implements Loader<String, ScriptedLoader.Thing> {

    final List<Thing> made = new CopyOnWriteArrayList<>();
    final List<Thing> closed = new CopyOnWriteArrayList<>();
    final Set<Thing> dead = ConcurrentHashMap.newKeySet();
    final List<CompletableFuture<Thing>> loads = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    /** Answers at once, until told otherwise. */
    volatile boolean prompt = true;

    volatile Runnable beforeClose = () -> {};

    /** One load's result. */
    static final class Thing {
        final String key;
        final int number;

        Thing(String key, int number) {
            this.key = key;
            this.number = number;
        }

        @Override
        public String toString() {
            return key + "#" + number;
        }
    }

    @Override
    public CompletableFuture<Thing> load(String key) {
        CompletableFuture<Thing> load = new CompletableFuture<>();
        keys.add(key);
        loads.add(load);
        if (prompt) {
            load.complete(make(key));
        }
        return load;
    }

    private Thing make(String key) {
        Thing thing = new Thing(key, made.size() + 1);
        made.add(thing);
        return thing;
    }

    /** Ends the n-th load, counted from 0; as a loader should, closes what nobody took. */
    void succeed(int load) {
        Thing thing = make(keys.get(load));
        if (!loads.get(load).complete(thing)) {
            closed.add(thing);
        }
    }

    void fail(int load, Throwable cause) {
        loads.get(load).completeExceptionally(cause);
    }

    List<String> closedKeys() {
        List<String> result = new ArrayList<>();
        closed.forEach(thing -> result.add(thing.key));
        return result;
    }

    @Override
    public boolean isAlive(Thing thing) {
        return !dead.contains(thing);
    }

    @Override
    public void close(Thing thing) {
        closed.add(thing);
        beforeClose.run();
    }
}
