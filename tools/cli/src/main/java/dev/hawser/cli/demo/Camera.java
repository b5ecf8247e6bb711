// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Names;
import dev.hawser.cli.demo.traffic.Door;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.demo.traffic.Standing;
import dev.hawser.cli.stats.Latencies;
import dev.hawser.cli.stats.Score;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes {@link Frame}s: puts what a pool says of itself beside what was measured from outside. */
final class Camera {

    private final Map<Door, Scoreboard> doors;
    private final List<Timeline> timelines;
    private final Diary diary;
    private final Names names;

    Camera(Map<Door, Scoreboard> doors, List<Timeline> timelines, Diary diary, Names names) {
        this.doors = new LinkedHashMap<>(doors);
        this.timelines = List.copyOf(timelines);
        this.diary = diary;
        this.names = names;
    }

    /** @param windowSeconds how much time the latest ticks cover */
    Frame shoot(double now, double windowSeconds) {
        List<Frame.DoorView> views = new ArrayList<>();
        doors.forEach((door, scores) ->
                views.add(new Frame.DoorView(door.name(), door.description(), rows(door, scores, windowSeconds))));
        return new Frame(now, timelines.get(0).length(), Timeline.headline(timelines, now), views, diary.latest());
    }

    private List<Frame.Row> rows(Door door, Scoreboard scores, double windowSeconds) {
        List<Standing> endpoints = door.servers();
        Map<Standing, Latencies> recent = new LinkedHashMap<>();
        endpoints.forEach(e -> recent.put(e, scores.of(e.endpoint().address()).recent()));
        double answers = recent.values().stream().mapToLong(Latencies::count).sum();
        double weights = endpoints.stream()
                .filter(Camera::serves)
                .mapToInt(e -> e.endpoint().weight())
                .sum();
        Map<Integer, Frame.Row> byStart = new TreeMap<>();
        recent.forEach((e, latencies) -> {
            Endpoint endpoint = e.endpoint();
            Score score = scores.of(endpoint.address());
            byStart.put(
                    names.order(endpoint.address()),
                    new Frame.Row(
                            names.nameOf(endpoint.address()),
                            e.state(),
                            why(door, e),
                            endpoint.weight(),
                            e.connections(),
                            windowSeconds > 0 ? latencies.count() / windowSeconds : 0,
                            answers > 0 ? latencies.count() / answers : 0,
                            serves(e) && weights > 0 ? endpoint.weight() / weights : 0,
                            latencies,
                            score.failures()));
        });
        return List.copyOf(byStart.values());
    }

    private String why(Door door, Standing e) {
        return switch (e.state()) {
            case UP, IDLE, EJECTED -> e.why();
            case DOWN, CONNECTING -> diary.whyDown(door.name(), e.endpoint().address(), e.why());
            case DRAINING -> "";
        };
    }

    /** An endpoint that is being tried again after a failure gets no share until it has answered. */
    private static boolean serves(Standing e) {
        return e.state() == EndpointState.UP || e.state() == EndpointState.IDLE;
    }
}
