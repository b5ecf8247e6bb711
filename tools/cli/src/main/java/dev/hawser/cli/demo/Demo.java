// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Fleet;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Clock;
import dev.hawser.cli.demo.traffic.Door;
import dev.hawser.cli.demo.traffic.ExclusiveDoor;
import dev.hawser.cli.demo.traffic.MultiplexedDoor;
import dev.hawser.cli.demo.traffic.Outage;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.demo.traffic.Traffic;
import dev.hawser.cli.stats.Score;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a demo: a fleet, two pools, traffic through both, and a time table of what goes wrong. */
final class Demo {

    static final String SCENARIO = "scenario";

    private static final Duration FRAME = Duration.ofMillis(250);
    private static final Duration FILE_REFRESH = Duration.ofMillis(250);

    /** A few hundred requests a second: enough for smooth numbers, and two small cores stay comfortable. */
    private static final double EXCLUSIVE_PER_SECOND = 200;

    private static final double MULTIPLEXED_PER_SECOND = 200;

    private final Options options;
    private final View view;
    private final CountDownLatch stop;
    private final Time time;
    private final Deque<Double> ticks = new ArrayDeque<>();

    /**
     * What the user chose.
     *
     * @param workers for each pool
     * @param seed makes the flaky server's mischief repeatable
     */
    record Options(double seconds, int workers, long seed) {}

    /** @param stop counted down to end it early */
    Demo(Options options, View view, CountDownLatch stop, Time time) {
        this.options = options;
        this.view = view;
        this.stop = stop;
        this.time = time;
    }

    DemoReport run() throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.start(Role.first(Role.Protocol.TCP), options.seed())) {
            Clock clock = Clock.startedNow(time);
            Diary diary = new Diary(clock, fleet::nameOf);
            Outage outage = new Outage(fleet.addressOf(Role.STEADY));
            Discovery file = Discoveries.file(fleet.endpointsFile(), RefreshOptions.every(FILE_REFRESH));
            diary.write(SCENARIO, "four servers started, each in a process of its own");
            try (Door exclusive = new ExclusiveDoor(file, diary.listener(), time);
                    Door multiplexed = new MultiplexedDoor(file, diary.listener(), time)) {
                Map<Door, Scoreboard> doors = new LinkedHashMap<>();
                doors.put(exclusive, new Scoreboard(outage, clock));
                doors.put(multiplexed, new Scoreboard(outage, clock));
                Timeline timeline = Timeline.of(options.seconds());
                Scenario scenario = new Scenario(timeline, fleet, outage, diary, clock);
                try (Traffic traffic = new Traffic(time)) {
                    traffic.start(exclusive, doors.get(exclusive), options.workers(), EXCLUSIVE_PER_SECOND);
                    traffic.start(multiplexed, doors.get(multiplexed), options.workers(), MULTIPLEXED_PER_SECOND);
                    watch(new Camera(doors, timeline, diary, fleet), scenario, doors, clock);
                } finally {
                    view.close();
                }
                return report(doors, scenario, outage, diary, clock);
            }
        }
    }

    private void watch(Camera camera, Scenario scenario, Map<Door, Scoreboard> doors, Clock clock)
            throws InterruptedException {
        ticks.add(clock.now());
        do {
            double now = clock.now();
            scenario.advance(now);
            tick(doors, now);
            view.show(camera.shoot(now, ticks.getLast() - ticks.getFirst()));
        } while (!stop.await(FRAME.toNanos(), TimeUnit.NANOSECONDS) && clock.now() < options.seconds());
        scenario.await();
        view.show(camera.shoot(Math.min(clock.now(), options.seconds()), ticks.getLast() - ticks.getFirst()));
    }

    /** One tick a frame: twelve of them make the three seconds that the table calls lately. */
    private void tick(Map<Door, Scoreboard> doors, double now) {
        doors.values().forEach(Scoreboard::tick);
        ticks.addLast(now);
        if (ticks.size() > Score.WINDOW_TICKS + 1) {
            ticks.removeFirst();
        }
    }

    private DemoReport report(Map<Door, Scoreboard> doors, Scenario scenario, Outage outage, Diary diary, Clock clock) {
        Reporter reporter = new Reporter();
        scenario.problems().forEach(reporter::problem);
        doors.forEach(
                (door, scores) -> reporter.add(door.name(), door.snapshot().endpoints(), scores, scenario.fleet()));
        return reporter.report(clock.now(), stop.getCount() == 0, outage.report(), diary.from(0));
    }
}
