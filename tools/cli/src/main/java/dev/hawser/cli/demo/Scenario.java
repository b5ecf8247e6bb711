// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.time.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does what the time table says to the fleet. Starting a server takes a while, so it happens beside the drawing, one
 * step after the other.
 */
final class Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ExecutorService stage = Threads.blocking("demo-scenario");
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final Timeline timeline;
    private final Fleet fleet;
    private final Outage outage;
    private final Diary diary;
    private final Clock clock;
    private double before;

    Scenario(Timeline timeline, Fleet fleet, Outage outage, Diary diary, Clock clock) {
        this.timeline = timeline;
        this.fleet = fleet;
        this.outage = outage;
        this.diary = diary;
        this.clock = clock;
    }

    Fleet fleet() {
        return fleet;
    }

    /** What could not be done, in words. */
    List<String> problems() {
        return problems;
    }

    /** Begins the steps whose time has come. */
    void advance(double now) {
        timeline.due(before, now).forEach(step -> stage.execute(() -> perform(step)));
        before = now;
    }

    /** Waits for what was begun. */
    void await() throws InterruptedException {
        stage.shutdown();
        if (!stage.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            problems.add("the last step of the scenario was not done in time");
        }
    }

    private void perform(Timeline.Step step) {
        Role role = step.role();
        try {
            switch (step.action()) {
                case KILL -> {
                    outage.killed(clock.now());
                    diary.write(Demo.SCENARIO, "kill -9 " + fleet.kill(role) + ": " + role.name() + " is dead");
                }
                case RESTORE -> {
                    fleet.restore(role);
                    outage.restored(clock.now());
                    diary.write(Demo.SCENARIO, role.name() + " is back, on its old port");
                }
                case ADD -> {
                    fleet.add(role);
                    diary.write(Demo.SCENARIO, role.name() + " added to the endpoints file");
                }
            }
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
            diary.write(Demo.SCENARIO, role.name() + " could not be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
