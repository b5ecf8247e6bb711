// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import dev.hawser.testkit.RecordingWatcher;
import java.time.Duration;
import java.util.List;

/** A discovery under watch, in virtual time. */
final class Watched implements AutoCloseable {
    final FakeTime time = new FakeTime();
    final QueuedExecutor executor = new QueuedExecutor();
    final RecordingWatcher heard = new RecordingWatcher();
    final Discovery.Subscription watch;

    Watched(Discovery discovery) {
        watch = discovery.watch(heard, new Discovery.Context(time, executor));
        executor.runAll();
    }

    /** Lets time pass, and runs look-ups in the small steps in which they become due. */
    void pass(Duration duration) {
        Duration step = Duration.ofMillis(100);
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(step)) {
            time.advance(step);
            executor.runAll();
        }
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    List<Endpoint> latest() {
        return heard.latest();
    }

    List<String> addresses() {
        return heard.addresses();
    }

    String lastFailure() {
        List<Throwable> failures = heard.failures();
        return failures.isEmpty()
                ? "none"
                : String.valueOf(failures.get(failures.size() - 1).getMessage());
    }

    @Override
    public void close() {
        watch.close();
    }
}
