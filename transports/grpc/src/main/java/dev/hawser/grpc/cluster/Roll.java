// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.endpoint.Address;
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
     * The node to go to: in turn, one that isn't shunned and hasn't been tried; else one that isn't shunned; else one that
     * hasn't been tried; else whoever's turn it is. Absent if there are no nodes.
     *
     * <p>A shunned node refuses at once what is sent to it. To go there because it is the only one not yet tried would waste
     * an attempt and the pause after it, just when the others are about to be well again.
     *
     * @param barred gets nothing, unless all are barred: then somebody has to say so
     */
    Optional<Address> next(Set<Address> tried, Predicate<Address> shunned, Predicate<Address> barred) {
        List<Address> known = open(nodes, barred);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        int first = turn.getAndIncrement();
        Predicate<Address> fresh = node -> !tried.contains(node);
        return from(first, known, fresh.and(shunned.negate()))
                .or(() -> from(first, known, shunned.negate()))
                .or(() -> from(first, known, fresh))
                .or(() -> from(first, known, node -> true));
    }

    private static List<Address> open(List<Address> nodes, Predicate<Address> barred) {
        if (nodes.stream().noneMatch(barred)) {
            return nodes;
        }
        List<Address> open = nodes.stream().filter(barred.negate()).toList();
        return open.isEmpty() ? nodes : open;
    }

    /** Who is passed over has had its turn, or else the one after it would get twice its share. */
    private Optional<Address> from(int first, List<Address> nodes, Predicate<Address> fits) {
        for (int passed = 0; passed < nodes.size(); passed++) {
            Address node = nodes.get(Math.floorMod(first + passed, nodes.size()));
            if (fits.test(node)) {
                turn.addAndGet(passed);
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }
}
