// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.connector.CachingConnector;
import dev.hawser.grpc.connector.ChannelHandle;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.spec.faults.PortService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** gRPC's own channel over a real Consul: hawser-grpc and hawser-consul are on the class path, and nothing else is done. */
@Tag("long")
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class PlainChannelIT {
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String service = "greeter" + SERVICES.incrementAndGet();
    private final List<GrpcInstance> instances = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    private ConsulAgent consul;

    @BeforeEach
    void start() {
        consul = ConsulAgent.start();
    }

    @AfterEach
    void end() {
        channels.forEach(ManagedChannel::shutdownNow);
        instances.forEach(Instance::close);
        if (consul != null) {
            consul.close();
        }
    }

    private ManagedChannel channel(String parameters) {
        ManagedChannel channel = ManagedChannelBuilder.forTarget(
                        "consul://" + consul.address() + "/" + service + parameters)
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    private GrpcInstance instance() {
        GrpcInstance instance = new GrpcInstance();
        instances.add(instance);
        return instance;
    }

    private ConsulInstance registered(Instance instance) {
        return ConsulInstance.of(service, instance.port());
    }

    private void deregister(Instance instance) {
        consul.deregister(service + "-" + instance.port());
    }

    private static void call(ManagedChannel channel) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
        var unused = ClientCalls.blockingUnaryCall(channel, PortService.WRITE, options, "write");
    }

    private static boolean calledOn(ManagedChannel channel) {
        call(channel);
        return true;
    }

    /** How many of so many calls each instance gets that gets any, by port. */
    private Map<Integer, Integer> calls(ManagedChannel channel, int count) {
        Map<Integer, Integer> before = new TreeMap<>();
        instances.forEach(each -> before.put(each.port(), each.calls()));
        for (int i = 0; i < count; i++) {
            call(channel);
        }
        Map<Integer, Integer> calls = new TreeMap<>();
        instances.forEach(each -> calls.put(each.port(), each.calls() - before.get(each.port())));
        calls.values().removeIf(n -> n == 0);
        return calls;
    }

    private void awaitAll(ManagedChannel channel, Instance... all) {
        await().atMost(PATIENCE).until(() -> calls(channel, 10).size() == all.length);
    }

    @Test
    void aRegisteredInstanceIsCalledAndADeregisteredOneIsNot() {
        Instance first = instance();
        Instance second = instance();
        consul.register(registered(first));
        ManagedChannel channel = channel("");

        assertThat(calls(channel, 1)).containsOnlyKeys(first.port());
        assertThat(channel.authority()).isEqualTo(service);

        consul.register(registered(second));
        awaitAll(channel, first, second);
        deregister(first);

        await().atMost(PATIENCE).until(() -> calls(channel, 10).equals(Map.of(second.port(), 10)));
        await().atMost(PATIENCE).until(() -> first.open() == 0);
    }

    @Test
    void callsFollowTheWeightsInConsulAndAChangeOfThemReconnectsNothing() {
        GrpcInstance some = instance();
        Instance other = instance();
        consul.register(registered(some).withWeights(3, 1));
        consul.register(registered(other).withWeights(1, 1));
        ManagedChannel channel = channel("");
        awaitAll(channel, some, other);

        assertThat(calls(channel, 400)).isEqualTo(Map.of(some.port(), 300, other.port(), 100));

        consul.register(registered(some).withWeights(1, 1));
        await().atMost(PATIENCE).until(() -> calls(channel, 10).equals(Map.of(some.port(), 5, other.port(), 5)));
        assertThat(List.of(some.accepted(), other.accepted())).containsExactly(1, 1);
    }

    @Test
    void parametersOfTheTargetCount() {
        GrpcInstance some = instance();
        Instance other = instance();
        Instance untagged = instance();
        consul.register(registered(some).withTags("v2", "blue").withMeta("balanceFactor", "300"));
        consul.register(registered(other).withTags("v2", "blue").withMeta("balanceFactor", "100"));
        consul.register(registered(untagged).withTags("v2"));
        ManagedChannel channel = channel("?weight=balanceFactor&tag=v2,blue");
        awaitAll(channel, some, other);

        assertThat(calls(channel, 40)).isEqualTo(Map.of(some.port(), 30, other.port(), 10));
    }

    @Test
    void whileConsulIsDownCallsGoOnAndAfterwardsChangesAreSeen() {
        GrpcInstance some = instance();
        Instance other = instance();
        consul.register(registered(some));
        ManagedChannel channel = channel("");
        assertThat(calls(channel, 1)).containsOnlyKeys(some.port());

        consul.kill();
        try (Load load = Load.of(() -> calledOn(channel), Duration.ofMillis(5))) {
            await().until(() -> load.answered.get() > 300);
            assertThat(load.failed).isEmpty();
        }
        consul.startAgain();
        consul.register(registered(other));

        await().atMost(Duration.ofSeconds(40)).until(() -> calls(channel, 2).containsKey(other.port()));
        assertThat(some.accepted()).isEqualTo(1);
    }

    @Test
    void aChannelThatStartsWithoutConsulSaysSoAndWorksOnceItIsThere() {
        GrpcInstance some = instance();
        consul.kill();
        ManagedChannel channel = channel("");

        assertThatThrownBy(() -> call(channel)).hasMessageContaining("UNAVAILABLE: no endpoints from ");

        consul.startAgain();
        consul.register(registered(some));
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> calls(channel, 1).containsKey(some.port()));
    }

    /** gRPC keeps a removed connection for 5 s more, in case that it comes back; so the old ones take that long to drain. */
    @Test
    void aRollingDeployFailsNoCall() {
        consul.register(registered(instance()));
        consul.register(registered(instance()));
        ManagedChannel channel = channel("");
        awaitAll(channel, instances.toArray(Instance[]::new));

        try (Load load = Load.of(() -> calledOn(channel), Duration.ofMillis(2))) {
            for (GrpcInstance old : List.copyOf(instances)) {
                Instance next = instance();
                consul.register(registered(next));
                await().atMost(PATIENCE).until(() -> next.firstUsedAt() != 0);
                deregister(old);
                old.drain();
                instances.remove(old);
            }
            load.close();
            assertThat(load.failed).isEmpty();
            assertThat(load.answered).hasPositiveValue();
        }

        assertThat(calls(channel, 10)).hasSize(2);
    }

    /** What a plain channel asks, too: these must go to the pool itself, which sees each instance. */
    @Test
    void theSameTargetMakesAPoolOfInstances() {
        GrpcInstance some = instance();
        GrpcInstance other = instance();
        consul.register(registered(some));
        consul.register(registered(other));

        try (PooledChannel pool = PooledChannel.to("consul://" + consul.address() + "/" + service)
                .channel(ChannelOptions.plaintext())
                .build()) {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
            var unused = ClientCalls.blockingUnaryCall(pool, PortService.WRITE, options, "write");

            assertThat(pool.snapshot().endpoints())
                    .extracting(each -> each.endpoint().address().port())
                    .containsExactlyInAnyOrder(some.port(), other.port());
        }
    }

    @Test
    void aSharedChannelMayBeOneToAServiceAndFollowsItsWeights() throws Exception {
        GrpcInstance some = instance();
        GrpcInstance none = instance();
        consul.register(registered(some).withTags("v2"));
        consul.register(registered(none).withTags("v2").withWeights(1, 1).withMeta("share", "0"));
        Address target = Address.named("consul://" + consul.address() + "/" + service + "?tag=v2&weight=share");

        try (CachingConnector connector = CachingConnector.of(ChannelOptions.plaintext());
                ChannelHandle handle = connector.connect(target)) {
            for (int i = 0; i < 10; i++) {
                CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
                var unused = ClientCalls.blockingUnaryCall(handle.channel(), PortService.WRITE, options, "write");
            }
        }

        assertThat(some.calls()).isEqualTo(10);
        assertThat(none.accepted()).isZero();
    }
}
