// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.Threads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.awaitility.core.ThrowingRunnable;

/**
 * A watch with real sockets and threads whose timers are the test's: nothing times out, is polled or is asked again
 * before the test lets time pass.
 */
final class ScriptedWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeTime time = new FakeTime();
    final RecordingWatcher heard = new RecordingWatcher();
    final ExecutorService executor = Threads.blocking("consul-test");
    private final Discovery.Subscription subscription;

    ScriptedWatch(ConsulOptions options) {
        this(ConsulDiscovery.of("kv", options));
    }

    ScriptedWatch(Discovery discovery) {
        subscription = discovery.watch(heard, new Discovery.Context(time, executor));
    }

    static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).untilAsserted(assertion);
    }

    /** Waits until so many answers and failures were heard in all, letting time pass for the waits between queries. */
    void hears(int answersAndFailures) {
        await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(() -> {
            time.advance(Duration.ofMillis(1));
            return heard.heard() >= answersAndFailures;
        });
    }

    /** Waits until that holds, letting a little time pass: enough for waits of none, too little for polling or deadlines. */
    void passes(ThrowingRunnable assertion) {
        eventually(() -> {
            time.advance(Duration.ofMillis(1));
            assertion.run();
        });
    }

    /** Waits until so many were heard and the wait before the next query has begun, letting no time pass in the end. */
    void rests(int answersAndFailures) {
        hears(answersAndFailures);
        eventually(() -> assertThat(time.pending()).isEqualTo(1));
    }

    /** Waits until there are so many answers, letting plenty of time pass for backoff, but less than a deadline. */
    void answers(int answers) {
        await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(() -> {
            time.advance(Duration.ofMillis(6));
            return heard.answers().size() >= answers;
        });
    }

    String failure() {
        return heard.failures().get(heard.failures().size() - 1).getMessage();
    }

    void closeWatch() {
        subscription.close();
    }

    @Override
    public void close() {
        subscription.close();
        Threads.end(executor);
    }
}
