// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** EndpointSlices that are created, edited and deleted by fabric8's own client, in its mock server. */
@Timeout(60)
class MockApiServerTest {
    private final SystemTime time = new SystemTime("test");
    private final ExecutorService executor = Threads.blocking("test");
    private final RecordingWatcher heard = new RecordingWatcher();
    private MockApiServer server;
    private Discovery.Subscription watch = () -> {};

    @BeforeEach
    void start() throws IOException {
        server = new MockApiServer();
    }

    @AfterEach
    void close() {
        watch.close();
        time.close();
        Threads.end(executor);
        server.close();
    }

    private void follow(String target) {
        watch(Targets.parse(target + (target.contains("?") ? "&" : "?") + "server=" + server.url()));
    }

    private void watch(Discovery discovery) {
        watch = discovery.watch(heard, new Discovery.Context(time, executor));
        await().until(() -> server.watches() == 1);
    }

    private void awaitAddresses(String... addresses) {
        await().untilAsserted(() -> assertThat(heard.addresses()).containsExactly(addresses));
    }

    private static Endpoint ready(String address) {
        return endpoint(address, true, true, false);
    }

    private static Endpoint endpoint(String address, boolean ready, boolean serving, boolean terminating) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions(ready, serving, terminating)
                .withZone("a")
                .build();
    }

    private static EndpointSlice slice(String service, String name, Endpoint... endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("grpc")
                .withPort(7001)
                .withProtocol("TCP")
                .endPort()
                .withEndpoints(Arrays.asList(endpoints))
                .build();
    }

    private Resource<EndpointSlice> resource(EndpointSlice slice) {
        return server.admin().resource(slice);
    }

    private static Endpoint[] pods(int slice) {
        return IntStream.range(0, 100)
                .mapToObj(pod -> ready("10.0." + slice + "." + (pod + 1)))
                .toArray(Endpoint[]::new);
    }

    @Test
    void slicesThatAreCreatedEditedAndDeletedAreSeen() {
        resource(slice("kv", "kv-a", ready("10.0.0.1"))).create();
        follow("kubernetes:///kv.shop:grpc");
        awaitAddresses("10.0.0.1:7001");

        resource(slice("kv", "kv-b", ready("10.0.0.2"))).create();
        awaitAddresses("10.0.0.1:7001", "10.0.0.2:7001");

        resource(slice("kv", "kv-a", ready("10.0.0.3"))).update();
        awaitAddresses("10.0.0.2:7001", "10.0.0.3:7001");

        resource(slice("kv", "kv-b")).delete();
        awaitAddresses("10.0.0.3:7001");
        assertThat(heard.latest().get(0).attributes())
                .containsEntry("zone", "a")
                .containsEntry("state", "ready");
        assertThat(heard.failures()).isEmpty();
    }

    @Test
    void slicesOfOtherServicesAreNotSeen() {
        resource(slice("other", "other-a", ready("10.0.9.1"))).create();
        resource(slice("kv", "kv-a", ready("10.0.0.1"))).create();
        follow("kubernetes:///kv.shop");
        awaitAddresses("10.0.0.1:7001");

        resource(slice("other", "other-b", ready("10.0.9.2"))).create();
        resource(slice("kv", "kv-b", ready("10.0.0.2"))).create();

        awaitAddresses("10.0.0.1:7001", "10.0.0.2:7001");
    }

    /** A pod that ends: first it terminates and serves, then it is gone. */
    @Test
    void aRollingUpdateMovesTheSetOnePodAtATime() {
        resource(slice("kv", "kv-a", ready("10.0.0.1"), ready("10.0.0.2"))).create();
        follow("kubernetes:///kv?namespace=shop&port=grpc");
        awaitAddresses("10.0.0.1:7001", "10.0.0.2:7001");

        Endpoint leaving = endpoint("10.0.0.1", false, true, true);
        resource(slice("kv", "kv-a", leaving, ready("10.0.0.2"), ready("10.0.0.3")))
                .update();
        awaitAddresses("10.0.0.2:7001", "10.0.0.3:7001");

        resource(slice("kv", "kv-a", ready("10.0.0.2"), ready("10.0.0.3"))).update();
        awaitAddresses("10.0.0.2:7001", "10.0.0.3:7001");
        assertThat(heard.answers()).allSatisfy(answer -> assertThat(answer).hasSize(2));
    }

    @Test
    void theEndOfTheLastSliceIsCertain() {
        resource(slice("kv", "kv-a", ready("10.0.0.1"))).create();
        follow("kubernetes:///kv.shop");
        awaitAddresses("10.0.0.1:7001");

        resource(slice("kv", "kv-a")).delete();

        await().untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    @Test
    void aThousandPodsInTenSlicesAreOneSetThatNeverFlaps() {
        for (int i = 0; i < 10; i++) {
            resource(slice("kv", "kv-" + i, pods(i))).create();
        }
        follow("kubernetes:///kv.shop");
        await().untilAsserted(() -> assertThat(heard.latest()).hasSize(1000));

        for (int i = 0; i < 10; i++) {
            EndpointSlice touched = slice("kv", "kv-" + i, pods(i));
            touched.getMetadata().setAnnotations(Map.of("touched", "yes"));
            resource(touched).update();
        }
        resource(slice("kv", "kv-more", ready("10.1.0.1"))).create();
        await().untilAsserted(() -> assertThat(heard.latest()).hasSize(1001));

        List<Integer> sizes =
                heard.answers().stream().map(List::size).distinct().toList();
        assertThat(sizes).containsExactly(1000, 1001);
    }

    @Test
    void aSuppliedClientIsUsedAndNotClosed() {
        resource(slice("kv", "kv-a", ready("10.0.0.1"))).create();
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.url().toString())
                        .withNamespace("shop")
                        .build())
                .build()) {
            watch(EndpointSlices.of(
                    ServiceOptions.of("kv"), KubernetesOptions.defaults().withCluster(Cluster.of(client))));
            awaitAddresses("10.0.0.1:7001");

            watch.close();

            assertThat(client.getHttpClient().isClosed()).isFalse();
            assertThat(client.discovery().v1().endpointSlices().list().getItems())
                    .hasSize(1);
        }
    }

    @Test
    void noThreadIsLeftAfterClose() {
        resource(slice("kv", "kv-a", ready("10.0.0.1"))).create();
        follow("kubernetes:///kv.shop");
        awaitAddresses("10.0.0.1:7001");
        assertThat(threads()).isNotEmpty();

        watch.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("hawser-kubernetes"))
                .toList();
    }
}
