// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Clock;
import dev.hawser.endpoint.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * When each step of a scenario began and was done, and how many requests each server had answered by then: from two of
 * them follows what happened in between. Safe for use by any thread.
 */
final class Marks {

    private final List<Mark> marks = new CopyOnWriteArrayList<>();
    private final Supplier<Map<Address, Long>> answered;
    private final Clock clock;

    /** @param answered how many requests each server has answered so far */
    Marks(Supplier<Map<Address, Long>> answered, Clock clock) {
        this.answered = answered;
        this.clock = clock;
    }

    /** A moment of a step. */
    enum Moment {
        BEGUN,
        DONE
    }

    /** A moment of a step of the scenario, and how it stood then. */
    record Mark(Timeline.Action action, Role role, Moment moment, Counts counts) {
        double at() {
            return counts.at();
        }
    }

    /**
     * How it stood.
     *
     * @param at seconds since the beginning
     * @param answered requests so far, by server
     */
    record Counts(double at, Map<Address, Long> answered) {

        /** How much of what was answered since an earlier moment was answered by one server; absent if too little was. */
        OptionalDouble shareSince(Counts earlier, Address server, long atLeast) {
            long all = total() - earlier.total();
            return all < atLeast
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) (of(server) - earlier.of(server)) / all);
        }

        private long total() {
            return answered.values().stream().mapToLong(Long::longValue).sum();
        }

        private long of(Address server) {
            return answered.getOrDefault(server, 0L);
        }
    }

    void add(Timeline.Action action, Role role, Moment moment) {
        marks.add(new Mark(action, role, moment, counts()));
    }

    /** How it stands now. */
    Counts counts() {
        return new Counts(clock.now(), answered.get());
    }

    /** Absent if it has not come to that. */
    Optional<Mark> find(Timeline.Action action, Moment moment) {
        return marks.stream()
                .filter(mark -> mark.action() == action && mark.moment() == moment)
                .findFirst();
    }
}
