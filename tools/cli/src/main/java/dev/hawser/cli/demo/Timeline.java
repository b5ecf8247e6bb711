// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import java.util.List;

/**
 * What happens when in a demo: a time table, and nothing that reads a clock.
 *
 * @param seconds how long it lasts
 * @param steps in the order of their times
 */
record Timeline(double seconds, List<Step> steps) {

    /** What is done to the fleet. */
    enum Action {
        KILL,
        RESTORE,
        ADD
    }

    /**
     * One thing that happens.
     *
     * @param at seconds after the beginning
     * @param headline what people should look at from then on
     */
    record Step(double at, Action action, Role role, String headline) {}

    static final String OPENING = "all is well: requests are shared by weight";

    private static final double KILL_AT = 0.20;
    private static final double RESTORE_AT = 0.45;
    private static final double ADD_AT = 0.65;

    Timeline {
        steps = List.copyOf(steps);
    }

    /** Kills a server, brings it back, and adds one. */
    static Timeline of(double seconds) {
        String name = Role.STEADY.name();
        return new Timeline(
                seconds,
                List.of(
                        new Step(
                                seconds * KILL_AT,
                                Action.KILL,
                                Role.STEADY,
                                name + " was killed: the others take its share"),
                        new Step(
                                seconds * RESTORE_AT,
                                Action.RESTORE,
                                Role.STEADY,
                                name + " is back: it gets its share again"),
                        new Step(
                                seconds * ADD_AT,
                                Action.ADD,
                                Role.LATE,
                                Role.LATE.name() + " was added to the endpoints file: it takes its share")));
    }

    /** The steps whose time came after {@code before} and no later than {@code now}. */
    List<Step> due(double before, double now) {
        return steps.stream()
                .filter(step -> step.at() > before && step.at() <= now)
                .toList();
    }

    String headline(double now) {
        return steps.stream()
                .filter(step -> step.at() <= now)
                .reduce((earlier, later) -> later)
                .map(Step::headline)
                .orElse(OPENING);
    }

    boolean isOver(double now) {
        return now >= seconds;
    }
}
