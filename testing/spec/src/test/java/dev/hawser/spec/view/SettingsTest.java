// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.failover.HedgingOptions;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.ClusterPoolBuilder;
import dev.hawser.grpc.cluster.GrpcPool;
import dev.hawser.grpc.cluster.GrpcPoolBuilder;
import dev.hawser.grpc.cluster.NodeOptions;
import dev.hawser.health.CheckOptions;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.PoolOptions;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexedPool;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import dev.hawser.tcp.TlsOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedSharedTransport;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.time.Time;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.grpc.MethodDescriptor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A view tells everything that a pool was built with, and no secret. */
class SettingsTest {

    private static final String CANARY = "canary-secret-4711";
    private static final String TARGET = "static:10.0.0.1:7001";

    /** Methods that are short for another, and the name that the setting has. */
    private static final Map<String, String> SHORT = Map.of(
            "maxConnectionsPerEndpoint",
            "pool.maxConnections",
            "idleOrder",
            "pool.idleOrder",
            "emptyAnswer",
            "follow.emptyAnswer",
            "noDefaultDeadline",
            "defaultDeadline",
            "nodes",
            "sharing");

    /** The name is the pool's own, and shown apart; an executor that gRPC's pools are given is none of connections. */
    private static final Set<String> APART = Set.of("name");

    private static Map<String, String> leased() {
        Time time = new FakeTime();
        ConnectionPoolBuilder<ScriptedTransport.Connection> builder =
                ConnectionPool.builder(Discoveries.of(Endpoint.of("10.0.0.1:7001")), new ScriptedTransport(time));
        try (var pool = builder.time(time).build()) {
            return Settings.inWords(pool.view().settings());
        }
    }

    private static Map<String, String> shared() {
        Time time = new FakeTime();
        SharedPoolBuilder<ScriptedSharedTransport.Connection> builder =
                SharedPool.builder(Discoveries.of(Endpoint.of("10.0.0.1:7001")), new ScriptedSharedTransport(time));
        try (var pool = builder.time(time)
                .checks(CheckOptions.every(Duration.ofSeconds(30)))
                .build()) {
            return Settings.inWords(pool.view().settings());
        }
    }

    private static void assertThatEachMethodIsTold(Class<?> builder, Map<String, String> settings) {
        Set<String> missing = new TreeSet<>();
        for (Method method : builder.getMethods()) {
            String name = SHORT.getOrDefault(method.getName(), method.getName());
            boolean option = method.getReturnType() == builder && !APART.contains(name);
            boolean told = settings.keySet().stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
            if (option && !told) {
                missing.add(method.getName());
            }
        }
        assertThat(missing)
                .as("methods of " + builder.getSimpleName() + " whose setting isn't told: " + settings)
                .isEmpty();
    }

    @Test
    void eachOptionOfAPoolOfLeasesIsTold() {
        assertThatEachMethodIsTold(ConnectionPoolBuilder.class, leased());
    }

    @Test
    void eachOptionOfASharedPoolIsTold() {
        assertThatEachMethodIsTold(SharedPoolBuilder.class, shared());
    }

    @Test
    void eachOptionOfAChannelIsTold() {
        try (PooledChannel channel = PooledChannel.to(TARGET).build()) {
            assertThatEachMethodIsTold(
                    PooledChannelBuilder.class, Settings.inWords(channel.view().settings()));
        }
    }

    @Test
    void eachOptionOfAClusterIsTold() {
        try (ClusterPool<Channel> pool = ClusterPool.<Channel>builder(c -> c).build()) {
            assertThatEachMethodIsTold(
                    ClusterPoolBuilder.class, Settings.inWords(pool.view().settings()));
        }
    }

    @Test
    void eachOptionOfAPoolOfClientsIsTold() {
        try (GrpcPool<Channel> pool = GrpcPool.<Channel>of(c -> c)) {
            assertThatEachMethodIsTold(
                    GrpcPoolBuilder.class, Settings.inWords(pool.view().settings()));
        }
    }

    @Test
    void eachComponentOfAnOptionsRecordIsTold() {
        assertThat(leased().keySet())
                .containsAll(Arrays.stream(PoolOptions.class.getRecordComponents())
                        .map(c -> "pool." + c.getName())
                        .toList());
    }

    @Test
    void settingsAreInWordsAndInOrder() {
        try (var pool = TcpPool.rateLimited(TARGET)
                .rateLimit(RateLimit.perSecond(50).withBurst(10))
                .build()) {
            Map<String, String> settings = Settings.inWords(pool.view().settings());
            assertThat(settings)
                    .containsEntry("balancer", "roundRobin")
                    .containsEntry("rateLimit", "50.0000/s, burst 10, charged at the grant")
                    .containsEntry("pool.maxConnections", "1")
                    .containsEntry("reconnectBackoff", "100ms x 1.5 up to 30s, ±50 %")
                    .containsEntry("waiting.whenDown", "WAIT")
                    .containsEntry("lifetime.leakThreshold", "none")
                    .containsEntry("tcp.connectTimeout", "5s")
                    .containsEntry("tcp.tls", "false");
            assertThat(settings.keySet()).startsWith("balancer", "rateLimit", "pool.maxConnections");
        }
    }

    @Test
    void aChannelTellsWhatItsCallsAreTold() {
        try (PooledChannel channel = PooledChannel.to(TARGET)
                .channel(ChannelOptions.plaintext())
                .hedging(HedgingOptions.defaults())
                .noDefaultDeadline()
                .build()) {
            assertThat(Settings.inWords(channel.view().settings()))
                    .containsEntry("retry.maxAttempts", "3")
                    .containsEntry("budget.share", "0.1")
                    .containsEntry("hedging.maxHedges", "1")
                    .containsEntry("defaultDeadline", "none")
                    .containsEntry("channel.credentials", "plaintext")
                    .containsEntry("channel.keepAliveTime", "60s")
                    .containsEntry("channel.maxInboundMessageSize", "4194304")
                    .containsEntry("executor", "the pool's own");
        }
    }

    @Test
    void aClusterTellsItsOwnPolicyAndNotTheOneOfTheCallsInIt() {
        try (ClusterPool<Channel> pool = ClusterPool.<Channel>builder(c -> c)
                .seeds("10.0.0.1:2379")
                .nodes(NodeOptions.plaintext())
                .build()) {
            assertThat(Settings.inWords(pool.view().settings()))
                    .containsEntry("retry.maxAttempts", "4")
                    .containsEntry("seeds", "10.0.0.1:2379")
                    .containsEntry("nodes.requestTimeout", "10s")
                    .containsEntry("leader", "none");
        }
    }

    @Test
    void aPoolOfMultiplexedConnectionsTellsHowRequestsShareThem() {
        try (MultiplexedPool pool = MultiplexedPool.to(TARGET, new LengthFieldFraming(LengthFieldOptions.defaults()))
                .build()) {
            assertThat(Settings.inWords(pool.connections().view().settings()))
                    .containsEntry("requests.maxInFlight", "1024");
        }
    }

    @Test
    void theLatestSettingOfANameCounts() {
        Map<String, Setting> all = new Settings()
                .add("one", Optional.of(Duration.ofMillis(250)))
                .add("two", null)
                .addAll(Map.of("one", Setting.of("another")))
                .toMap();
        assertThat(Settings.inWords(all)).containsExactly(Map.entry("one", "another"), Map.entry("two", "none"));
    }

    // ---- secrets

    @Test
    void noSecretOfAChannelIsTold() {
        try (PooledChannel channel = PooledChannel.to(TARGET)
                .channel(ChannelOptions.credentials(new Secretive()).withCustomizer(builder -> builder))
                .intercept(new Secretive())
                .listener(new Secretive())
                .executor(new Secretive())
                .random(new Secretive())
                .build()) {
            assertThat(channel.view().settings().toString())
                    .doesNotContain(CANARY)
                    .contains("channel.credentials=given")
                    .contains("channel.customizer=given");
        }
    }

    @Test
    void ofTlsOnlyIsToldWhetherThereIsAny() {
        TlsOptions secret = TlsOptions.of(new Secretive());
        try (var pool = TcpPool.to(TARGET, TcpOptions.tls(secret)).build()) {
            assertThat(pool.view().settings().toString())
                    .contains("tcp.tls=true")
                    .doesNotContain(CANARY);
        }
    }

    /** Whatever a program hands in may have its secrets in its words. */
    private static final class Secretive
            implements ClientInterceptor,
                    PoolListener,
                    Executor,
                    RandomGenerator,
                    TlsOptions.ContextSupplier,
                    ChannelOptions.CredentialsSource {

        @Override
        public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return next.newCall(method, options);
        }

        @Override
        public void onEvent(PoolEvent event) {}

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public long nextLong() {
            return 4;
        }

        @Override
        public SSLContext context() throws Exception {
            return SSLContext.getDefault();
        }

        @Override
        public ChannelCredentials credentials() {
            return InsecureChannelCredentials.create();
        }

        @Override
        public String toString() {
            return CANARY;
        }
    }
}
