// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The nodes in the order in which they were added, and whose turn it is.
 *
 * <p>Safe for use by any thread: a list that is replaced whole, and a counter. Reading takes no lock.
 */
final class Roll {

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Address> nodes = List.of();

    List<Address> nodes() {
        return nodes;
    }

    /** @return whether it wasn't there */
    boolean add(Address node) {
        List<Address> before = change(known -> with(known, node));
        return !before.contains(node);
    }

    private static List<Address> with(List<Address> known, Address node) {
        LinkedHashSet<Address> all = new LinkedHashSet<>(known);
        all.add(node);
        return List.copyOf(all);
    }

    /** @return whether it was there */
    boolean remove(Address node) {
        List<Address> before =
                change(known -> known.stream().filter(n -> !n.equals(node)).toList());
        return before.contains(node);
    }

    /** @return those before */
    List<Address> replace(Collection<Address> with) {
        List<Address> copy = List.copyOf(new LinkedHashSet<>(with));
        return change(known -> copy);
    }

    private List<Address> change(UnaryOperator<List<Address>> change) {
        lock.lock();
        try {
            List<Address> before = nodes;
            nodes = change.apply(before);
            return before;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The node to go to: in turn, one that isn't shunned and hasn't been tried; else one that hasn't been tried; else one
     * that isn't shunned; else whoever's turn it is. Absent if there are no nodes.
     *
     * @param barred gets nothing, unless all are: then somebody has to say so
     */
    Optional<Address> next(Set<Address> tried, Predicate<Address> shunned, Predicate<Address> barred) {
        List<Address> known = open(nodes, barred);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<Address> inTurn = rotated(known, Math.floorMod(turn.getAndIncrement(), known.size()));
        Predicate<Address> fresh = node -> !tried.contains(node);
        return first(inTurn, fresh.and(shunned.negate()))
                .or(() -> first(inTurn, fresh))
                .or(() -> first(inTurn, shunned.negate()))
                .or(() -> Optional.of(inTurn.get(0)));
    }

    private static List<Address> open(List<Address> nodes, Predicate<Address> barred) {
        if (nodes.stream().noneMatch(barred)) {
            return nodes;
        }
        List<Address> open = nodes.stream().filter(barred.negate()).toList();
        return open.isEmpty() ? nodes : open;
    }

    private static List<Address> rotated(List<Address> nodes, int by) {
        List<Address> rotated = new ArrayList<>(nodes.subList(by, nodes.size()));
        rotated.addAll(nodes.subList(0, by));
        return rotated;
    }

    private static Optional<Address> first(List<Address> nodes, Predicate<Address> fits) {
        return nodes.stream().filter(fits).findFirst();
    }
}
