// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The latest of something, so many at most. Not safe for several threads. */
final class Latest<T> {
    private final Deque<T> items = new ArrayDeque<>();
    private final int most;

    Latest(int most) {
        this.most = most;
    }

    void add(T item) {
        if (items.size() == most) {
            items.removeLast();
        }
        items.addFirst(item);
    }

    /** The newest first. */
    Stream<T> newestFirst() {
        return items.stream();
    }

    void removeIf(Predicate<T> unwanted) {
        items.removeIf(unwanted);
    }

    int size() {
        return items.size();
    }
}
