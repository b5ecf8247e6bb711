// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.spec.consul.Client.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pools over a real Consul are ordinary objects: there may be several, and what one has begun ends with it. The
 * reference's is a singleton, its release hangs, and the thread that asks Consul never ends.
 */
@Tag("long")
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class ConsulPoolLifeIT {
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Names of threads of ours; those of gRPC are shared in the whole program, and servers of the test have some. */
    private static final Pattern OURS = Pattern.compile("hawser|consul|HttpClient", Pattern.CASE_INSENSITIVE);

    private static ConsulAgent consul;

    private final String service = "life" + SERVICES.incrementAndGet();

    @BeforeAll
    static void start() {
        consul = ConsulAgent.start();
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    private void register(Instance instance) {
        consul.register(ConsulInstance.of(service, instance.port()));
    }

    private static void awaitAnswer(Client client) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> client.call() >= 0);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> OURS.matcher(thread.getName()).find())
                .collect(Collectors.toSet());
    }

    /** A query is hanging then, for five minutes. */
    @ParameterizedTest
    @EnumSource
    void closeTwiceEndsTheQueryThatHangsAndLeavesNoThreadAndNoConnection(Kind kind) throws Exception {
        Set<Thread> before = threads();
        try (Instance instance = kind.instance()) {
            register(instance);
            Client client = kind.over(consul, service);
            awaitAnswer(client);
            Set<Thread> during = new HashSet<>(threads());
            during.removeAll(before);
            assertThat(during).isNotEmpty();

            long begun = System.nanoTime();
            client.close();
            client.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            await().atMost(PATIENCE).until(() -> instance.open() == 0);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoPoolsOfOneServiceKnowNothingOfEachOther(Kind kind) throws Exception {
        try (Instance first = kind.instance();
                Instance second = kind.instance()) {
            register(first);
            try (Client one = kind.over(consul, service);
                    Client other = kind.over(consul, service)) {
                awaitAnswer(one);
                awaitAnswer(other);

                one.close();
                assertThat(other.call()).isNotNegative();
                register(second);

                await().atMost(PATIENCE).until(() -> {
                    other.call();
                    return second.firstUsedAt() != 0;
                });
            }
        }
    }
}
