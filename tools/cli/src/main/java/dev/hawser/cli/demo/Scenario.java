// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.Marks.Moment;
import dev.hawser.cli.demo.fleet.Fleet;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Outage;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does what the time table says to a fleet. Starting a server takes a while, so it happens beside the drawing, one
 * step after the other.
 */
final class Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Twenty times as long as usual. */
    private static final Duration SLOW = Duration.ofMillis(40);

    private final ExecutorService stage = Threads.blocking("demo-scenario");
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final Timeline timeline;
    private final Fleet fleet;
    private final Outage outage;
    private final Marks marks;
    private final Diary diary;
    private double before;

    Scenario(Timeline timeline, Fleet fleet, Outage outage, Marks marks, Diary diary) {
        this.timeline = timeline;
        this.fleet = fleet;
        this.outage = outage;
        this.marks = marks;
        this.diary = diary;
    }

    Timeline timeline() {
        return timeline;
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

    /** Ends in the middle of whatever is being done. */
    void abandon() {
        stage.shutdownNow();
    }

    private void perform(Timeline.Step step) {
        Role role = step.role();
        try {
            marks.add(step.action(), role, Moment.BEGUN);
            switch (step.action()) {
                case KILL -> {
                    outage.killed(marks.counts().at());
                    tell("kill -9 " + fleet.kill(role) + ": " + role.name() + " is dead");
                }
                case RESTORE -> {
                    fleet.restore(role);
                    outage.restored(marks.counts().at());
                    tell(role.name() + " is back, on its old port");
                }
                case ADD -> {
                    fleet.add(role);
                    tell(role.name() + " added to the endpoints file");
                }
                case REMOVE -> {
                    fleet.remove(role);
                    tell(role.name() + " taken out of the endpoints file");
                }
                case RESTART -> {
                    tell(role.name() + " is told to drain");
                    fleet.drain(role);
                    tell(role.name() + " has ended");
                    fleet.restore(role);
                    tell(role.name() + " is back, on its old port");
                }
                case SLOW -> {
                    fleet.delay(role, SLOW);
                    tell(role.name() + " takes " + SLOW.toMillis() + " ms from now on");
                }
                case QUICKEN -> {
                    fleet.delay(role, role.behaviour().delay());
                    tell(role.name() + " is as quick as before");
                }
            }
            marks.add(step.action(), role, Moment.DONE);
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
            tell(role.name() + " could not be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String what) {
        diary.write(Demo.SCENARIO, what);
    }
}
