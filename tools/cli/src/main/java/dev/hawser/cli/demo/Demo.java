// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Fleets;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Clock;
import dev.hawser.cli.demo.traffic.Door;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.demo.traffic.Traffic;
import dev.hawser.cli.show.Showcase;
import dev.hawser.cli.stats.Score;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a demo: fleets, pools over each, traffic through all of them, and time tables of what goes wrong. */
final class Demo {

    static final String SCENARIO = "scenario";

    private static final Duration FRAME = Duration.ofMillis(250);

    /** Through each door: enough for smooth numbers, and two small cores stay comfortable. */
    private static final double REQUESTS_PER_SECOND = 200;

    private final Options options;
    private final View view;
    private final Showcase showcase;
    private final CountDownLatch stop;
    private final Time time;
    private final Deque<Double> ticks = new ArrayDeque<>();

    /**
     * What the user chose.
     *
     * @param protocols a fleet of each
     * @param workers for each pool
     * @param seed makes the flaky server's mischief repeatable
     */
    record Options(List<Role.Protocol> protocols, Timeline.Length length, int workers, long seed) {}

    /**
     * @param showcase where the pools are shown besides
     * @param stop counted down to end it early
     */
    Demo(Options options, View view, Showcase showcase, CountDownLatch stop, Time time) {
        this.options = options;
        this.view = view;
        this.showcase = showcase;
        this.stop = stop;
        this.time = time;
    }

    DemoReport run() throws IOException, InterruptedException {
        try (Fleets fleets = Fleets.start(options.protocols(), options.seed())) {
            for (Role.Protocol protocol : options.protocols()) {
                Side.warmUp(protocol, fleets.of(protocol));
            }
            Clock clock = Clock.startedNow(time);
            Diary diary = new Diary(clock, fleets::nameOf);
            diary.write(SCENARIO, "the servers have started, each in a process of its own");
            Side.Setting setting = new Side.Setting(options.length(), diary, showcase, clock, time);
            List<Side> sides = new ArrayList<>();
            try {
                options.protocols().forEach(p -> sides.add(Side.of(p, fleets.of(p), setting)));
                perform(sides, fleets, setting);
                return report(sides, fleets, setting);
            } finally {
                sides.forEach(Side::close);
            }
        }
    }

    private void perform(List<Side> sides, Fleets fleets, Side.Setting setting) throws InterruptedException {
        Map<Door, Scoreboard> doors = new LinkedHashMap<>();
        sides.forEach(side -> doors.putAll(side.doors()));
        List<Timeline> timelines =
                sides.stream().map(side -> side.scenario().timeline()).toList();
        try (Traffic traffic = new Traffic(time)) {
            doors.forEach((door, scores) -> traffic.start(door, scores, options.workers(), REQUESTS_PER_SECOND));
            watch(new Camera(doors, timelines, setting.diary(), fleets), sides, doors, setting.clock());
        } finally {
            view.close();
        }
    }

    private void watch(Camera camera, List<Side> sides, Map<Door, Scoreboard> doors, Clock clock)
            throws InterruptedException {
        ticks.add(clock.now());
        do {
            double now = clock.now();
            sides.forEach(side -> side.scenario().advance(now));
            tick(doors, now);
            view.show(camera.shoot(now, ticks.getLast() - ticks.getFirst()));
        } while (!stop.await(FRAME.toNanos(), TimeUnit.NANOSECONDS)
                && !options.length().isOver(clock.now()));
        for (Side side : sides) {
            if (stop.getCount() == 0) {
                side.scenario().abandon();
            }
            side.scenario().await();
        }
        awaitJoiners(camera, sides, doors, clock);
        view.show(camera.shoot(clock.now(), ticks.getLast() - ticks.getFirst()));
    }

    /** On a busy machine a server starts slowly, and joins when the time is nearly over: it gets the time to be used. */
    private void awaitJoiners(Camera camera, List<Side> sides, Map<Door, Scoreboard> doors, Clock clock)
            throws InterruptedException {
        double until = clock.now() + GrpcJudge.TIME_TO_JOIN;
        while (sides.stream().anyMatch(Side::awaitsJoiner)
                && clock.now() < until
                && !stop.await(FRAME.toNanos(), TimeUnit.NANOSECONDS)) {
            tick(doors, clock.now());
            view.show(camera.shoot(clock.now(), ticks.getLast() - ticks.getFirst()));
        }
    }

    /** One tick a frame: twelve of them make the three seconds that the table calls lately. */
    private void tick(Map<Door, Scoreboard> doors, double now) {
        doors.values().forEach(Scoreboard::tick);
        ticks.addLast(now);
        if (ticks.size() > Score.WINDOW_TICKS + 1) {
            ticks.removeFirst();
        }
    }

    private DemoReport report(List<Side> sides, Fleets fleets, Side.Setting setting) {
        boolean interrupted = stop.getCount() == 0;
        Reporter reporter = new Reporter(interrupted);
        for (Side side : sides) {
            side.scenario().problems().forEach(reporter::problem);
            side.doors().forEach((door, scores) -> reporter.add(door.name(), door.servers(), scores, fleets));
            if (side.ledger().isPresent()) {
                reporter.grpc(GrpcJudge.of(side), side.outage().report());
            } else {
                reporter.tcp(side.outage().report());
            }
        }
        return reporter.report(setting.clock().now(), setting.diary().latest());
    }
}
