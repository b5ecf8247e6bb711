// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The first level of priority in which somebody is admitted; within a level, a rotation with its own position. */
final class FailoverPicker implements Picker {

    private final TreeMap<Integer, Picker> byPriority = new TreeMap<>();
    private final Picker[] levels;

    FailoverPicker(List<Seat> seats, Optional<Picker> previous) {
        Map<Integer, Picker> before = previous.isPresent() && previous.get() instanceof FailoverPicker failover
                ? failover.byPriority
                : Map.of();
        Map<Integer, List<Seat>> split = seats.stream().collect(Collectors.groupingBy(Seat::priority));
        split.forEach((priority, level) -> byPriority.put(
                priority, TurnPicker.after(Optional.ofNullable(before.get(priority)), new Rotation(level), 0)));
        this.levels = byPriority.values().toArray(Picker[]::new);
    }

    @Override
    public int pick(Admission admission) {
        for (Picker level : levels) {
            int picked = level.pick(admission);
            if (picked != NONE) {
                return picked;
            }
        }
        return NONE;
    }
}
