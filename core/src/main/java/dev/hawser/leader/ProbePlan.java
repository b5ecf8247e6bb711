// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import dev.hawser.endpoint.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * One pass over the members of a group in search of its leader: first who led last, since most trouble is short; then the
 * others in random order, so that callers spread; each once. With n members and an unknown leader that takes
 * {@code (n + 1) / 2} tries on average.
 *
 * <p>Only one search per group should be under way, which its owner sees to. Not safe for use by several threads.
 */
public final class ProbePlan {

    private final Queue<Address> remaining = new ArrayDeque<>();

    ProbePlan(Collection<Address> members, Optional<Address> last, RandomGenerator random) {
        List<Address> order = new ArrayList<>(members);
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            order.set(other, order.set(i, order.get(other)));
        }
        last.filter(order::remove).ifPresent(remaining::add);
        remaining.addAll(order);
    }

    /** The next to be asked; absent when all have been. */
    public Optional<Address> next() {
        return Optional.ofNullable(remaining.poll());
    }
}
