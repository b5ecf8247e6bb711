// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.event.PoolEvent;
import dev.hawser.spec.Repository;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/** The tables in docs/observability.md are the events of the code. */
class ObservabilityDocumentTest {

    private static final Set<String> OF_THE_JDK = Set.of("startTime", "duration", "eventThread", "stackTrace");

    /** What the Flight Recorder knows an event type by: the JVM lists those only whose classes have been used. */
    private static final List<String> RECORDED = List.of(
            "LeaseWait",
            "LeaseHeld",
            "ConnectionOpened",
            "ConnectionClosed",
            "EndpointState",
            "CallRetried",
            "CallFailed",
            "DiscoveryUpdate",
            "LeaderChanged");

    private static List<String> rows(String prefix) {
        return Repository.read(Repository.root().resolve("docs/observability.md"))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    @Test
    void eachEventHasARow() {
        List<String> kinds = Arrays.stream(PoolEvent.class.getPermittedSubclasses())
                .map(kind -> "`" + kind.getSimpleName() + "`")
                .toList();

        assertThat(rows("| `"))
                .filteredOn(row -> !row.startsWith("| `dev.hawser."))
                .extracting(row -> row.split(" ")[1])
                .containsExactlyElementsOf(kinds);
    }

    @Test
    void eachRecordedEventHasARowWithItsFields() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String name : RECORDED) {
            Class<?> event = Class.forName("dev.hawser.internal.jfr." + name);
            FlightRecorder.register(event.asSubclass(jdk.jfr.Event.class));
            EventType type = EventType.getEventType(event.asSubclass(jdk.jfr.Event.class));
            expected.add("| `" + type.getName() + "` | " + fields(type) + " |");
        }

        assertThat(rows("| `dev.hawser."))
                .extracting(row -> row.substring(0, row.indexOf(" |", row.indexOf(" | ") + 3) + 2))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String fields(EventType type) {
        return type.getFields().stream()
                .map(ValueDescriptor::getName)
                .filter(name -> !OF_THE_JDK.contains(name))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }
}
