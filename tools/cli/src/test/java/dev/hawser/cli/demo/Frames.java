// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.stats.Latencies;
import dev.hawser.endpoint.EndpointState;
import java.util.List;

/** A frame with something of everything, for tests of how it looks. */
final class Frames {

    private Frames() {}

    static Frame example() {
        Latencies quick = new Latencies(280, 900, 1300, 1190, 2000, 2610, 9000);
        Latencies slow = new Latencies(140, 32_000, 40_000, 40_700, 45_000, 48_900, 51_000);
        var exclusive = new Frame.DoorView(
                "exclusive",
                "one request at a time on a leased connection, weighted round robin",
                List.of(
                        new Frame.Row("swift", EndpointState.UP, "", 4, "3/1/8", 93.4, 0.667, 0.667, quick, 0),
                        new Frame.Row(
                                "steady", EndpointState.DOWN, "refused (4×)", 3, "0/0/8", 0, 0, 0, Latencies.NONE, 4),
                        new Frame.Row("slow", EndpointState.UP, "", 2, "2/2/8", 46.6, 0.333, 0.333, slow, 0)));
        return new Frame(
                9.7,
                new Timeline.Length(30, false),
                "steady was killed: the others take its share",
                List.of(exclusive),
                List.of(
                        new Diary.Entry(0.1, "exclusive", "swift is up"),
                        new Diary.Entry(6.1, "scenario", "kill -9 4711: steady is dead"),
                        new Diary.Entry(6.1, "exclusive", "steady: up → down, refused (1×)")));
    }
}
