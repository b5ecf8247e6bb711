// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.Threads;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * A discovery and the API server that it follows, over real sockets. Time is virtual and goes on, faster than real time,
 * while the test waits for something.
 */
@Timeout(60)
abstract class ApiServerScene {
    static final String ONE = "10.0.0.1:50051";
    static final String TWO = "10.0.0.2:50051";
    static final String THREE = "10.0.0.3:50051";

    private static final Duration STEP = Duration.ofMillis(100);

    final ScriptedApiServer server = ScriptedApiServer.start();
    final RecordingWatcher heard = new RecordingWatcher();
    final FakeTime time = new FakeTime();
    private final ExecutorService executor = Threads.blocking("test-executor");
    Discovery.Subscription watch = () -> {};

    abstract ApiCollection collection();

    abstract Discovery discovery(KubernetesOptions options);

    /** One resource with one address. */
    abstract void put(String name, String address);

    @BeforeEach
    void fill() {
        put("a", ONE);
        put("b", TWO);
    }

    @AfterEach
    void close() {
        watch.close();
        server.close();
        Threads.end(executor);
    }

    void putMany(int count) {
        for (int i = 0; i < count; i++) {
            put("n" + i, "10.1.0." + i + ":50051");
        }
    }

    void delete(String name) {
        server.delete(collection(), "tinysystems", name);
    }

    /** With a time-out that isn't reached while the test only waits for a slow machine. */
    KubernetesOptions options() {
        return KubernetesOptions.defaults()
                .withCluster(Cluster.server(URI.create(server.url())))
                .withNamespace("tinysystems")
                .withRequestTimeout(Duration.ofMinutes(5));
    }

    void follow(KubernetesOptions options) {
        watch = discovery(options).watch(heard, context());
    }

    Discovery.Context context() {
        return new Discovery.Context(time, executor);
    }

    void follow() {
        follow(options());
    }

    /** Followed, and both known. */
    void followBoth() {
        follow();
        awaitAddresses(ONE, TWO);
        until(() -> server.watches() == 1);
    }

    private static ConditionFactory patience() {
        return await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    void until(Callable<Boolean> condition) {
        patience().until(() -> {
            boolean holds = condition.call();
            time.advance(STEP);
            return holds;
        });
    }

    void untilAsserted(ThrowingRunnable assertion) {
        patience().untilAsserted(() -> {
            time.advance(STEP);
            assertion.run();
        });
    }

    void awaitAddresses(String... addresses) {
        untilAsserted(() -> assertThat(heard.addresses()).containsExactlyInAnyOrder(addresses));
    }

    void awaitFailure(String text) {
        untilAsserted(() -> assertThat(heard.failures())
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining(text)));
    }

    /** Whoever asks finds everybody, before, meanwhile and after. */
    void assertNeverEmpty() {
        assertThat(heard.answers())
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer).isNotEmpty());
    }
}
