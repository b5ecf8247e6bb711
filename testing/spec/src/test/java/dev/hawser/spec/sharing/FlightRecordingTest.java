// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Outcome;
import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolEvent.TriedAttempt;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.view.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's Flight Recorder sees of pools: real recordings, written and read again. */
class FlightRecordingTest {

    private static final Address SOMEBODY = Address.parse(A);

    @TempDir
    private Path folder;

    private interface Scene {
        void play() throws Exception;
    }

    private List<RecordedEvent> recorded(String event, Scene scene) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("dev.hawser." + event).withThreshold(Duration.ZERO);
            recording.start();
            scene.play();
            recording.stop();
            return read(recording).stream()
                    .filter(each -> each.getEventType().getName().equals("dev.hawser." + event))
                    .toList();
        }
    }

    private List<RecordedEvent> read(Recording recording) throws IOException {
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    /** A server comes and goes in a shared pool called "test". */
    private static void comeAndGo() {
        try (Pier pier = Pier.of(A)) {
            pier.pool.connectAll();
            pier.discovery.publish(List.of());
        }
    }

    private List<RecordedEvent> told(String name, PoolEvent event) throws Exception {
        return recorded(name, () -> {
            try (Pier pier = Pier.of(A)) {
                pier.pool.tell(event);
            }
        });
    }

    @Test
    void connectionsOpened() throws Exception {
        List<RecordedEvent> events = recorded("ConnectionOpened", FlightRecordingTest::comeAndGo);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("pool")).isEqualTo("test");
        assertThat(events.get(0).getString("endpoint")).isEqualTo(A);
        assertThat(events.get(0).getDuration("took")).isZero();
        assertThat(events.get(0).getEventType().getCategoryNames()).containsExactly("Hawser");
    }

    @Test
    void connectionsClosedWithTheReason() throws Exception {
        List<RecordedEvent> events = recorded("ConnectionClosed", FlightRecordingTest::comeAndGo);

        assertThat(events).extracting(each -> each.getString("reason")).containsExactly("ENDPOINT_REMOVED");
    }

    @Test
    void statesOfEndpoints() throws Exception {
        List<RecordedEvent> events = recorded("EndpointState", FlightRecordingTest::comeAndGo);

        assertThat(events)
                .extracting(each -> each.getString("from") + " " + each.getString("to"))
                .contains("CONNECTING UP", "UP DRAINING");
    }

    @Test
    void updatesOfDiscovery() throws Exception {
        List<RecordedEvent> events = recorded("DiscoveryUpdate", FlightRecordingTest::comeAndGo);

        assertThat(events).extracting(each -> each.getString("changes")).containsExactly("+" + A, "-" + A);
        assertThat(events.get(1).getInt("removed")).isEqualTo(1);
    }

    @Test
    void retries() throws Exception {
        PoolEvent event = new PoolEvent.CallRetried(
                "kv", "kv.KV/Range", Optional.of(SOMEBODY), 1, "UNAVAILABLE: gone", Duration.ofMillis(100));

        List<RecordedEvent> events = told("CallRetried", event);

        assertThat(events.get(0).getString("result")).isEqualTo("UNAVAILABLE: gone");
        assertThat(events.get(0).getDuration("delay")).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void failures() throws Exception {
        TriedAttempt attempt = new TriedAttempt(
                Optional.of(SOMEBODY), "UNAVAILABLE: gone", Duration.ZERO, Optional.of(Duration.ofMillis(3)));
        PoolEvent event = new PoolEvent.CallFailed(
                "kv", "kv.KV/Range", Outcome.UNKNOWN, Optional.of(Duration.ofMillis(5)), "1 attempt", List.of(attempt));

        List<RecordedEvent> events = told("CallFailed", event);

        assertThat(events.get(0).getString("outcome")).isEqualTo("UNKNOWN");
        assertThat(events.get(0).getInt("attempts")).isEqualTo(1);
        assertThat(events.get(0).getDuration("took")).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void changesOfLeader() throws Exception {
        PoolEvent event = new PoolEvent.LeaderChanged("kv", Optional.empty(), Optional.of(SOMEBODY), "b:1 named it");

        List<RecordedEvent> events = told("LeaderChanged", event);

        assertThat(events.get(0).getString("from")).isEmpty();
        assertThat(events.get(0).getString("to")).isEqualTo(A);
        assertThat(events.get(0).getString("why")).isEqualTo("b:1 named it");
    }

    @Test
    void waitsForAPlaceOnAConnection() throws Exception {
        SharingOptions one = SharingOptions.defaults().withConnections(0, 1).withInFlight(1, 1);

        List<RecordedEvent> events = recorded("LeaseWait", () -> {
            try (Pier pier = Pier.of(options -> options.sharing(one), A)) {
                pier.pool.connectAll();
                SharedConnection<Connection> held = pier.enter();
                Pier.Call waiting = pier.waits();
                held.succeeded(0);
                waiting.connection().succeeded(0);
            }
        });

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("outcome")).isEqualTo("served");
        assertThat(events.get(0).getString("endpoint")).isEqualTo(A);
        assertThat(events.get(0).getDuration()).isPositive();
    }

    /** A call that went away while it waited was not recorded at all. */
    @Test
    void waitsThatAreGivenUpTimeOutOrEndWithThePool() throws Exception {
        SharingOptions one = SharingOptions.defaults().withConnections(0, 1).withInFlight(1, 1);

        List<RecordedEvent> events = recorded("LeaseWait", () -> {
            try (Pier pier = Pier.of(options -> options.sharing(one), A)) {
                pier.pool.connectAll();
                pier.enter();
                pier.waits().cancel();
                pier.waits();
                pier.advance(Duration.ofSeconds(10));
                pier.waits();
                pier.pool.close(Duration.ZERO);
            }
        });

        assertThat(events)
                .extracting(each -> each.getString("outcome"))
                .containsExactly("given up", "timed out", "closed");
    }

    @Test
    void failuresWhoseTimeWasNotTakenSayThatTheyDoNotKnow() throws Exception {
        PoolEvent event = new PoolEvent.CallFailed(
                "kv", "kv.KV/Range", Outcome.UNKNOWN, Optional.empty(), "1 attempt", List.of());

        List<RecordedEvent> events = told("CallFailed", event);

        assertThat(events.get(0).getLong("took")).isEqualTo(Long.MIN_VALUE); // what the JDK's tools call N/A
    }

    private static void holdALease() throws InterruptedException {
        try (ConnectionPool<ScriptedTransport.Connection> pool = ConnectionPool.builder(
                        Discoveries.of(Endpoint.of(A)), new ScriptedTransport(new FakeTime()))
                .name("held")
                .build()) {
            for (int i = 0; i < 3; i++) {
                try (Lease<ScriptedTransport.Connection> lease = pool.acquire()) {
                    assertThat(lease.isOpen()).isTrue();
                }
            }
        }
    }

    @Test
    void leasesWithTheStackThatGaveThemBack() throws Exception {
        List<RecordedEvent> events = recorded("LeaseHeld", FlightRecordingTest::holdALease);

        assertThat(events).hasSize(3);
        assertThat(events.get(0).getString("pool")).isEqualTo("held");
        assertThat(events.get(0).getString("outcome")).isEqualTo("returned");
        assertThat(events.get(0).getStackTrace().getFrames())
                .extracting((RecordedFrame frame) -> frame.getMethod().getName())
                .contains("holdALease");
    }

    /** An event for each lease made a lease cost four times as much while anything was recorded. */
    @Test
    void ofManyLeasesASampleIsRecorded() throws Exception {
        List<RecordedEvent> events = recorded("LeaseHeld", () -> hold(20_000, Timing.SAMPLED));

        assertThat(events).hasSizeBetween(1, 10_000);
    }

    @Test
    void whereNoLeaseIsTimedNoneIsRecorded() throws Exception {
        assertThat(recorded("LeaseHeld", () -> hold(100, Timing.OFF))).isEmpty();
    }

    private static void hold(int times, Timing timing) throws InterruptedException {
        try (ConnectionPool<ScriptedTransport.Connection> pool = ConnectionPool.builder(
                        Discoveries.of(Endpoint.of(A)), new ScriptedTransport(new FakeTime()))
                .timing(timing)
                .build()) {
            for (int i = 0; i < times; i++) {
                pool.acquire().close();
            }
        }
    }

    /** By default a lease must be held for as long as the JDK's own events must last. */
    @Test
    void shortLeasesAreLeftOutUnlessTheyAreAskedFor() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("dev.hawser.LeaseHeld").withThreshold(Duration.ofMinutes(10));
            recording.start();
            holdALease();
            recording.stop();

            assertThat(read(recording))
                    .noneMatch(each -> each.getEventType().getName().equals("dev.hawser.LeaseHeld"));
        }
    }
}
