// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cache;

import java.util.concurrent.CompletableFuture;

/** Something the {@link Ledger} decided under the lock, to be done after it. */
sealed interface Effect<K, V> {

    void run(Actions<K, V> actions);

    /** Begin to load. */
    record Load<K, V>(Entry<K, V> entry) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.load(entry);
        }
    }

    /** A load is of no use any more. */
    record Cancel<K, V>(CompletableFuture<V> load) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            load.cancel(false);
        }
    }

    /** Give the claim what was there already, if it is alive. The claim holds it meanwhile. */
    record Check<K, V>(Claim<K, V> claim, Entry<K, V> entry, V value) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.check(claim, entry, value);
        }
    }

    /** Give the claim its share, which is counted already. */
    record Serve<K, V>(Claim<K, V> claim, Entry<K, V> entry, V value) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.serve(claim, entry, value);
        }
    }

    /** Tell the claim that there is none. */
    record Refuse<K, V>(Claim<K, V> claim, RuntimeException why) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            claim.refuse(why);
        }
    }

    /** Close a value that counts as open, then say so. */
    record Close<K, V>(Entry<K, V> entry, V value) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.close(entry, value);
        }
    }

    /** Close a value that came when nobody expected it any more. */
    record CloseLate<K, V>(Entry<K, V> entry, V value) implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.closeLate(entry, value);
        }
    }

    /** The cache is closed, and everything that was in it. */
    record Over<K, V>() implements Effect<K, V> {
        @Override
        public void run(Actions<K, V> actions) {
            actions.over();
        }
    }

    /** What the shell can do. */
    interface Actions<K, V> {
        void load(Entry<K, V> entry);

        void check(Claim<K, V> claim, Entry<K, V> entry, V value);

        void serve(Claim<K, V> claim, Entry<K, V> entry, V value);

        void close(Entry<K, V> entry, V value);

        void closeLate(Entry<K, V> entry, V value);

        void over();
    }
}
