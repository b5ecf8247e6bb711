// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.stats.Latencies;
import dev.hawser.endpoint.EndpointState;
import java.util.List;

/**
 * Everything there is to see of the demo at one moment.
 *
 * @param now seconds since the beginning
 * @param length of the demo
 * @param headline what to look at
 * @param doors the pools
 * @param diary what happened so far, latest last
 */
record Frame(double now, Timeline.Length length, String headline, List<DoorView> doors, List<Diary.Entry> diary) {

    Frame {
        doors = List.copyOf(doors);
        diary = List.copyOf(diary);
    }

    /** One pool. */
    record DoorView(String name, String description, List<Row> rows) {
        DoorView {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One server as one pool sees it.
     *
     * @param server what people call it
     * @param why the state is what it is; empty if there is nothing to say
     * @param connections in a few characters
     * @param rate answers a second, lately
     * @param share of all answers of this pool, lately
     * @param fairShare what its weight entitles it to among those that can serve
     * @param recent latencies, lately
     * @param errors since the beginning
     */
    record Row(
            String server,
            EndpointState state,
            String why,
            int weight,
            String connections,
            double rate,
            double share,
            double fairShare,
            Latencies recent,
            long errors) {}

    double rate() {
        return doors.stream()
                .flatMap(d -> d.rows().stream())
                .mapToDouble(Row::rate)
                .sum();
    }

    long errors() {
        return doors.stream()
                .flatMap(d -> d.rows().stream())
                .mapToLong(Row::errors)
                .sum();
    }
}
