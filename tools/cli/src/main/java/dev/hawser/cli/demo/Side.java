// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.Marks.Moment;
import dev.hawser.cli.demo.Timeline.Action;
import dev.hawser.cli.demo.fleet.Fleet;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Clock;
import dev.hawser.cli.demo.traffic.Door;
import dev.hawser.cli.demo.traffic.ExclusiveDoor;
import dev.hawser.cli.demo.traffic.GrpcDoor;
import dev.hawser.cli.demo.traffic.Ledger;
import dev.hawser.cli.demo.traffic.MultiplexedDoor;
import dev.hawser.cli.demo.traffic.Outage;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.show.Showcase;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.event.PoolListener;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One fleet of the demo, the pools over it, and what happens to it.
 *
 * @param doors with what went through each
 * @param ledger of the gRPC calls; absent with TCP
 */
record Side(
        Fleet fleet,
        Map<Door, Scoreboard> doors,
        Outage outage,
        Marks marks,
        Scenario scenario,
        Optional<Ledger> ledger)
        implements AutoCloseable {

    private static final Duration FILE_REFRESH = Duration.ofMillis(250);

    /** What the sides have in common. */
    record Setting(Timeline.Length length, Diary diary, Showcase showcase, Clock clock, Time time) {
        PoolListener listener() {
            return diary.listener().and(showcase.listener());
        }
    }

    static Side of(Role.Protocol protocol, Fleet fleet, Setting setting) {
        return protocol == Role.Protocol.TCP ? tcp(fleet, setting) : grpc(fleet, setting);
    }

    /** What must not be taken for a pool's doing. */
    static void warmUp(Role.Protocol protocol, Fleet fleet) throws IOException {
        if (protocol == Role.Protocol.GRPC) {
            GrpcDoor.warmUp(
                    discovery(fleet),
                    Role.first(protocol).stream().map(fleet::addressOf).toList());
        }
    }

    private static Side tcp(Fleet fleet, Setting setting) {
        Outage outage = new Outage(fleet.addressOf(Role.STEADY));
        Discovery file = discovery(fleet);
        List<Door> doors = List.of(
                new ExclusiveDoor(file, setting.listener(), setting.time()),
                new MultiplexedDoor(file, setting.listener(), setting.time()));
        return of(fleet, Timeline.ofTcp(setting.length()), doors, outage, setting, Optional.empty());
    }

    private static Side grpc(Fleet fleet, Setting setting) {
        Outage outage = new Outage(fleet.addressOf(Role.BRAVO));
        GrpcDoor door = new GrpcDoor(discovery(fleet), setting.listener(), outage, setting.clock(), setting.time());
        return of(fleet, Timeline.ofGrpc(setting.length()), List.of(door), outage, setting, Optional.of(door.ledger()));
    }

    private static Side of(
            Fleet fleet, Timeline timeline, List<Door> doors, Outage outage, Setting setting, Optional<Ledger> ledger) {
        Map<Door, Scoreboard> scores = new LinkedHashMap<>();
        doors.forEach(door -> door.showIn(setting.showcase()));
        doors.forEach(door -> scores.put(door, new Scoreboard(outage, setting.clock())));
        // Shares are asked for where there is one door.
        Scoreboard first = scores.values().iterator().next();
        Marks marks = new Marks(first::answered, setting.clock());
        Scenario scenario = new Scenario(timeline, fleet, outage, marks, setting.diary());
        return new Side(fleet, scores, outage, marks, scenario, ledger);
    }

    /** Whether who has joined is still to be used by a pool. */
    boolean awaitsJoiner() {
        return marks.find(Action.ADD, Moment.DONE)
                .map(joined -> fleet.addressOf(joined.role()))
                .map(joiner -> doors.values().stream()
                        .anyMatch(scores -> scores.answered().getOrDefault(joiner, 0L) == 0))
                .orElse(false);
    }

    private static Discovery discovery(Fleet fleet) {
        return Discoveries.file(fleet.endpointsFile(), RefreshOptions.every(FILE_REFRESH));
    }

    @Override
    public void close() {
        doors.keySet().forEach(Door::close);
    }
}
