// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.hawser.HawserException;
import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the JDK's Flight Recorder sees of callers that wait for a lease: however the wait ends, and where a thread waits, that
 * thread. It was the one that brought the connection back, and who was interrupted was not seen at all.
 */
class RecordedWaitsTest {

    private static final String WAIT = "dev.hawser.LeaseWait";
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private interface Scene {
        /** @param held the only connection there may be */
        void play(ConnectionPool<Connection> pool, Lease<Connection> held) throws Exception;
    }

    /** The one wait of a scene. The first lease opens the connection, and so is a wait that is left out. */
    private RecordedEvent recorded(Scene scene) throws Exception {
        try (ConnectionPool<Connection> pool = ConnectionPool.builder(
                                Discoveries.of(Endpoint.of("10.0.0.1:7001")), new ScriptedTransport(new FakeTime()))
                        .name("busy")
                        .maxConnectionsPerEndpoint(1)
                        .build();
                Recording recording = new Recording()) {
            Lease<Connection> held = pool.acquire();
            recording.enable(WAIT).withThreshold(Duration.ZERO);
            recording.start();
            scene.play(pool, held);
            recording.stop();
            held.close();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            List<RecordedEvent> waits = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(WAIT))
                    .toList();
            assertThat(waits).hasSize(1);
            assertThat(waits.get(0).getString("pool")).isEqualTo("busy");
            return waits.get(0);
        }
    }

    /** The pool's user, who waits. */
    private static void waitHere(ConnectionPool<Connection> pool) {
        try (Lease<Connection> lease = pool.acquire(HOUR)) {
            assertThat(lease.isOpen()).isTrue();
        } catch (InterruptedException | HawserException expected) {
            Thread.currentThread().interrupt(); // the thread ends
        }
    }

    private static Thread waiting(ConnectionPool<Connection> pool) {
        Thread thread = new Thread(() -> waitHere(pool), "who-waits");
        thread.start();
        await().until(() -> pool.snapshot().waiting() == 1);
        return thread;
    }

    private static void wasRecordedByWhoWaited(RecordedEvent event) {
        assertThat(event.getThread().getJavaName()).isEqualTo("who-waits");
        assertThat(event.getStackTrace().getFrames())
                .extracting((RecordedFrame frame) -> frame.getMethod().getName())
                .contains("waitHere");
    }

    @Test
    void aWaitThatIsServedIsRecordedByWhoWaited() throws Exception {
        RecordedEvent event = recorded((pool, held) -> {
            Thread waiter = waiting(pool);
            held.close();
            waiter.join();
        });

        assertThat(event.getString("outcome")).isEqualTo("served");
        assertThat(event.getString("endpoint")).isEqualTo("10.0.0.1:7001");
        wasRecordedByWhoWaited(event);
    }

    @Test
    void aWaitThatIsInterruptedIsRecordedAsGivenUp() throws Exception {
        RecordedEvent event = recorded((pool, held) -> {
            Thread waiter = waiting(pool);
            waiter.interrupt();
            waiter.join();
        });

        assertThat(event.getString("outcome")).isEqualTo("given up");
        assertThat(event.getString("endpoint")).isEmpty();
        wasRecordedByWhoWaited(event);
    }

    @Test
    void aWaitThatThePoolsEndEndsIsRecordedAsClosed() throws Exception {
        RecordedEvent event = recorded((pool, held) -> {
            Thread waiter = waiting(pool);
            pool.close(Duration.ZERO);
            waiter.join();
        });

        assertThat(event.getString("outcome")).isEqualTo("closed");
        wasRecordedByWhoWaited(event);
    }

    @Test
    void aWaitThatIsOutOfTimeIsRecordedAsTimedOut() throws Exception {
        RecordedEvent event = recorded((pool, held) ->
                assertThat(pool.acquireAsync(Duration.ofMillis(20))).failsWithin(HOUR));

        assertThat(event.getString("outcome")).isEqualTo("timed out");
        assertThat(event.getDuration()).isPositive();
    }

    @Test
    void aWaitThatIsRefusedAtOnceIsRecordedAsRefused() throws Exception {
        RecordedEvent event = recorded(
                (pool, held) -> assertThat(catchThrowable(pool::tryAcquire)).isInstanceOf(HawserException.class));

        assertThat(event.getString("outcome")).isEqualTo("refused");
    }

    /** Nobody's thread waits: it is that of whoever ends the wait. */
    @Test
    void aWaitWithoutAThreadThatIsCancelledIsRecordedAsGivenUp() throws Exception {
        RecordedEvent event = recorded((pool, held) -> pool.acquireAsync(HOUR).cancel(false));

        assertThat(event.getString("outcome")).isEqualTo("given up");
        assertThat(event.getThread().getJavaName())
                .isEqualTo(Thread.currentThread().getName());
    }
}
