// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.pool.Lease;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pods of a service, from the EndpointSlices in an API server to the calls over each kind of pool. */
@Timeout(60)
class PodsInPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String READY = "\"ready\": true";
    private static final String TERMINATING = "\"ready\": false, \"serving\": true, \"terminating\": true";

    private final ScriptedApiServer api = ScriptedApiServer.start();
    private final List<NamedServer> pods = new ArrayList<>();
    private final PooledChannel channel =
            PooledChannel.to(target("")).channel(ChannelOptions.plaintext()).build();

    @AfterEach
    void close() {
        channel.close();
        api.close();
        pods.forEach(NamedServer::close);
    }

    private String target(String more) {
        return "kubernetes:///greeter?namespace=shop&server=" + api.url() + more;
    }

    private NamedServer pod(String name) {
        NamedServer pod = new NamedServer(name);
        pods.add(pod);
        put(name, pod, READY, 1);
        return pod;
    }

    /** Each pod in a slice of its own, since all of them are on one machine and differ by their port. */
    private void put(String name, NamedServer pod, String conditions, int weight) {
        String[] parts = pod.address().split(":");
        api.put(ApiCollection.ENDPOINT_SLICES, """
                {"metadata": {"namespace": "shop", "name": "%s", "labels": {"kubernetes.io/service-name": "greeter"},
                              "annotations": {"example.com/weight": "%d"}},
                 "addressType": "IPv4", "ports": [{"name": "grpc", "port": %s}],
                 "endpoints": [{"addresses": ["%s"], "conditions": {%s}}]}
                """.formatted(name, weight, parts[1], parts[0], conditions));
    }

    private void delete(String name) {
        api.delete(ApiCollection.ENDPOINT_SLICES, "shop", name);
    }

    private Set<String> known() {
        Set<String> addresses = new TreeSet<>();
        channel.snapshot()
                .endpoints()
                .forEach(each -> addresses.add(each.endpoint().address().toString()));
        return addresses;
    }

    private void awaitKnown(NamedServer... expected) {
        Set<String> addresses = new TreeSet<>();
        for (NamedServer each : expected) {
            addresses.add(each.address());
        }
        await().atMost(PATIENCE).until(this::known, addresses::equals);
    }

    private void awaitAnswersOf(String name) {
        await().atMost(PATIENCE).until(() -> NamedServer.ask(channel).equals(name));
    }

    @Test
    void aPodThatIsAddedIsCalled() {
        pod("one");
        awaitAnswersOf("one");

        pod("two");

        awaitAnswersOf("two");
    }

    @Test
    void aPodThatIsNotReadyAnyMoreIsNotCalled() {
        NamedServer one = pod("one");
        NamedServer two = pod("two");
        awaitKnown(one, two);

        put("one", one, "\"ready\": false", 1);
        awaitKnown(two);

        assertThat(Collections.nCopies(10, channel).stream().map(NamedServer::ask))
                .containsOnly("two");
    }

    @Test
    void noCallFailsWhilePodsAreReplacedOneByOne() throws Exception {
        NamedServer one = pod("one");
        NamedServer two = pod("two");
        awaitKnown(one, two);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            while (!over.get()) {
                try {
                    NamedServer.ask(channel);
                    answered.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        });
        caller.start();

        NamedServer three = pod("three");
        replace("one", one, two, three);
        NamedServer four = pod("four");
        replace("two", two, three, four);
        over.set(true);
        caller.join();

        assertThat(failures).isEmpty();
        assertThat(answered).hasPositiveValue();
    }

    /** As Kubernetes does it: the pod terminates first, then it ends, then it is gone. */
    private void replace(String name, NamedServer old, NamedServer... others) {
        awaitKnown(with(old, others));
        put(name, old, TERMINATING, 1);
        awaitKnown(others);
        old.drain();
        delete(name);
    }

    private static NamedServer[] with(NamedServer one, NamedServer... others) {
        List<NamedServer> all = new ArrayList<>(List.of(others));
        all.add(one);
        return all.toArray(NamedServer[]::new);
    }

    @Test
    void whileTheApiServerIsDownCallsGoOnAndChangesAreSeenAfterwards() {
        NamedServer one = pod("one");
        awaitAnswersOf("one");
        await().until(() -> api.watches() == 1);

        api.down();
        NamedServer two = pod("two");
        await().atMost(PATIENCE)
                .until(() -> channel.snapshot().discoveryProblem().isPresent());
        assertThat(NamedServer.ask(channel)).isEqualTo("one");
        assertThat(known()).containsExactly(one.address());
        api.up();

        awaitKnown(one, two);
        assertThat(channel.snapshot().discoveryProblem()).isEmpty();
    }

    /** The deletion was watched, so this is no empty answer to be doubted; a pool that kept it would call nobody. */
    @Test
    void whenTheLastPodIsGoneThePoolIsEmptyAndFillsAgain() {
        NamedServer one = pod("one");
        awaitKnown(one);
        await().until(() -> api.watches() == 1);

        delete("one");
        awaitKnown();

        NamedServer two = pod("two");
        awaitKnown(two); // until then calls are refused at once, since nobody is there
        assertThat(NamedServer.ask(channel)).isEqualTo("two");
    }

    @Test
    void aPoolOfSocketsLeasesFromThePods() throws Exception {
        NamedServer one = pod("one");
        try (ConnectionPool<TcpConnection> sockets = TcpPool.to(target("")).build()) {
            try (Lease<TcpConnection> lease = sockets.acquire(PATIENCE)) {
                assertThat(lease.endpoint().address()).hasToString(one.address());
            }
        }
    }

    /** The annotation of a slice is its pods' weight: three to one, exactly. */
    @Test
    void gRpcsOwnChannelFollowsPodsAndTheirWeights() {
        NamedServer one = pod("one");
        put("one", one, READY, 3);
        pod("two");
        ManagedChannel plain = ManagedChannelBuilder.forTarget(target("&weight=example.com/weight"))
                .usePlaintext()
                .build();
        try {
            await().atMost(PATIENCE).until(() -> answers(plain, 8).containsAll(List.of("one", "two")));

            List<String> answers = answers(plain, 40);

            assertThat(Collections.frequency(answers, "one")).isEqualTo(30);
            assertThat(Collections.frequency(answers, "two")).isEqualTo(10);
        } finally {
            plain.shutdownNow();
        }
    }

    private static List<String> answers(ManagedChannel channel, int count) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(NamedServer.ask(channel));
        }
        return answers;
    }
}
