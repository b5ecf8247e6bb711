// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Role;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What happens when in a demo: a time table, and nothing that reads a clock.
 *
 * @param length how long it lasts
 * @param steps in the order of their times
 */
record Timeline(Length length, List<Step> steps) {

    /**
     * How long a demo lasts.
     *
     * @param seconds of one round
     * @param repeats whether another round follows, and so on
     */
    record Length(double seconds, boolean repeats) {

        /** How far a round has come. */
        double position(double now) {
            return repeats ? now % seconds : Math.min(now, seconds);
        }

        boolean isOver(double now) {
            return !repeats && now >= seconds;
        }
    }

    /** What is done to a fleet. */
    enum Action {
        KILL,
        RESTORE,
        ADD,
        /** Before a round that begins with it missing. */
        REMOVE,
        /** Says goodbye, finishes, ends, and is started again. */
        RESTART,
        SLOW,
        QUICKEN
    }

    /**
     * One thing that happens.
     *
     * @param at seconds after the beginning
     * @param headline what people should look at from then on
     */
    record Step(double at, Action action, Role role, String headline) {}

    static final String OPENING = "all is well: every server has its share";

    Timeline {
        steps = List.copyOf(steps);
    }

    /** Kills a server, brings it back, and adds one. */
    static Timeline ofTcp(Length length) {
        String name = Role.STEADY.name();
        return of(
                length,
                Role.LATE,
                new Step(0.20, Action.KILL, Role.STEADY, name + " was killed: the others take its share"),
                new Step(0.45, Action.RESTORE, Role.STEADY, name + " is back: it gets its share again"),
                new Step(
                        0.65,
                        Action.ADD,
                        Role.LATE,
                        Role.LATE.name() + " was added to the endpoints file: it takes its share"));
    }

    /** The same, and what gRPC has: a goodbye, and a balancer that notices who is slow. Between the steps of TCP's. */
    static Timeline ofGrpc(Length length) {
        return of(
                length,
                Role.ECHO,
                new Step(0.28, Action.KILL, Role.BRAVO, "bravo was killed: idempotent calls go on elsewhere"),
                new Step(0.38, Action.RESTORE, Role.BRAVO, "bravo is back: it gets its share again"),
                new Step(0.52, Action.RESTART, Role.CHARLIE, "charlie restarts: its goodbye (GOAWAY) costs no call"),
                new Step(0.60, Action.ADD, Role.ECHO, "echo was added to the endpoints file: it takes its share"),
                new Step(0.74, Action.SLOW, Role.DELTA, "delta has become slow: the least loaded get its calls"),
                new Step(0.88, Action.QUICKEN, Role.DELTA, "delta is quick again: its share comes back"));
    }

    /**
     * @param joiner who has to go again if there is another round
     * @param steps with their times as parts of the whole
     */
    private static Timeline of(Length length, Role joiner, Step... steps) {
        Stream<Step> again = length.repeats()
                ? Stream.of(new Step(
                        0.96, Action.REMOVE, joiner, joiner.name() + " was taken out of the endpoints file again"))
                : Stream.empty();
        return new Timeline(
                length,
                Stream.concat(Stream.of(steps), again)
                        .map(step ->
                                new Step(step.at() * length.seconds(), step.action(), step.role(), step.headline()))
                        .toList());
    }

    /** The steps whose time came after {@code before} and no later than {@code now}. */
    List<Step> due(double before, double now) {
        long first = length.repeats() ? (long) (before / length.seconds()) : 0;
        long last = length.repeats() ? (long) (now / length.seconds()) : 0;
        return LongStream.rangeClosed(first, last)
                .mapToDouble(round -> round * length.seconds())
                .boxed()
                .flatMap(began -> steps.stream().filter(step -> began + step.at() > before && began + step.at() <= now))
                .toList();
    }

    /** What to look at: the latest step of all. */
    static String headline(List<Timeline> timelines, double now) {
        return timelines.stream()
                .flatMap(timeline -> timeline.steps().stream())
                .filter(step -> step.at() <= timelines.get(0).length().position(now))
                .max(Comparator.comparingDouble(Step::at))
                .map(Step::headline)
                .orElse(OPENING);
    }
}
