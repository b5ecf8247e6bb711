// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.ServerInterceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may write into {@code ManagedChannelBuilder.forTarget}, through the real builder. */
@Timeout(60)
class PlainTargetsInGrpcTest {

    private final BlockingQueue<String> authorities = new LinkedBlockingQueue<>();
    private final EchoServer a = server("a");
    private final EchoServer b = server("b");

    private EchoServer server(String name) {
        return EchoServer.start(name, builder -> builder.intercept(authorityOf()));
    }

    private ServerInterceptor authorityOf() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> io.grpc.ServerCall.Listener<Q> interceptCall(
                    io.grpc.ServerCall<Q, R> call, io.grpc.Metadata headers, io.grpc.ServerCallHandler<Q, R> next) {
                authorities.add(String.valueOf(call.getAuthority()));
                return next.startCall(call, headers);
            }
        };
    }

    @BeforeAll
    static void register() {
        HawserResolvers.register("scripted");
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    /** How many of 12 calls each server gets. */
    private static Map<String, Integer> calls(String target, UnaryOperator<ManagedChannelBuilder<?>> settings) {
        ManagedChannel channel = settings.apply(
                        ManagedChannelBuilder.forTarget(target).usePlaintext())
                .build();
        try {
            Map<String, Integer> calls = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                String server = EchoGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .unary(EchoRequest.getDefaultInstance())
                        .getServer();
                calls.merge(server, 1, Integer::sum);
            }
            return calls;
        } finally {
            channel.shutdownNow();
        }
    }

    private static Map<String, Integer> calls(String target) {
        return calls(target, builder -> builder);
    }

    private String both(int weightOfA, int weightOfB) {
        return a.address() + "*" + weightOfA + "," + b.address() + "*" + weightOfB;
    }

    @Test
    void fixedServersAreATarget() {
        assertThat(calls("static:" + a.address())).containsOnlyKeys("a");
        assertThat(calls("static:///" + both(0, 1))).containsOnlyKeys("b");
    }

    /** Two colons are no authority to gRPC (RFC 3986), so in a list of hosts they are written as %3A. */
    @Test
    void aListOfHostsInAnAuthorityIsEscaped() {
        String hosts = both(0, 1).replace(":", "%3A");

        assertThat(calls("static://" + hosts)).containsOnlyKeys("b");
    }

    @Test
    void aNameAmongFixedServersIsLookedUp() {
        assertThat(calls("static:localhost:" + a.address().port())).containsOnlyKeys("a");
    }

    @Test
    void aFileIsATarget(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("my servers");
        Files.writeString(file, a.address() + " weight=1\n" + b.address() + " weight=0\n");

        assertThat(calls("file://" + folder + "/my%20servers?refresh=1s")).containsOnlyKeys("a");
    }

    @Test
    void parametersAndAnAuthorityReachTheDiscovery() {
        ScriptedScheme.discovery("greeter").publish(a.endpoint());

        assertThat(calls("scripted://127.0.0.1:8500/greeter?weight=balanceFactor&tag=a,b"))
                .containsOnlyKeys("a");
        assertThat(authorities).containsOnly("greeter");
    }

    @Test
    void theServiceIsTheAuthorityUnlessTheChannelHasAnother() {
        ScriptedScheme.discovery("greeter").publish(a.endpoint());

        var unused = calls("scripted:///greeter", builder -> builder.overrideAuthority("elsewhere"));

        assertThat(authorities).containsOnly("elsewhere");
    }

    /** No name stands for them all, so each is asked for as itself, as a channel to that server alone would. */
    @Test
    void listedServersAreEachTheirOwnAuthority() {
        var unused = calls("static:" + both(1, 1));

        assertThat(authorities).contains(a.address().toString(), b.address().toString());
    }

    @Test
    void withoutAWordWeightsCount() {
        Map<String, Integer> calls = calls("static:" + both(1, 0));

        assertThat(calls).isEqualTo(Map.of("a", 12));
    }

    @Test
    void leftToGrpcThePolicyOfTheChannelCounts() {
        String target = "static:" + both(1, 0) + "?lb=grpc";

        assertThat(calls(target, builder -> builder.defaultLoadBalancingPolicy("round_robin")))
                .containsOnlyKeys("a", "b");
        assertThat(calls(
                        target,
                        builder -> builder.defaultServiceConfig(
                                Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of()))))))
                .containsOnlyKeys("a", "b");
    }

    /** gRPC's own rule: what a resolver says comes before a default. */
    @Test
    void otherwiseTheResolversPolicyComesBeforeTheChannelsDefault() {
        assertThat(calls("static:" + both(1, 0), builder -> builder.defaultLoadBalancingPolicy("round_robin")))
                .containsOnlyKeys("a");
    }

    @Test
    void withoutServiceConfigsThePolicyOfTheChannelCounts() {
        assertThat(calls(
                        "static:" + both(1, 0),
                        builder -> builder.disableServiceConfigLookUp().defaultLoadBalancingPolicy("round_robin")))
                .containsOnlyKeys("a", "b");
    }

    @Test
    void thePolicyCanBeNamedForAnyResolver() {
        String dns = "dns:///localhost:" + a.address().port();

        assertThat(calls(dns, builder -> builder.defaultLoadBalancingPolicy(HawserResolvers.WEIGHTED_ROUND_ROBIN)))
                .containsOnlyKeys("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static:nowhere | address: 'nowhere'",
                "static:a:1?lb=pick_first | lb: 'pick_first' (expected: weighted or grpc, once)",
                "scripted:///x?lb=grpc&wait=1s | parameter: 'wait' (expected: one of [lb, subset, subset-index, subset-seed, tag, weight])",
            })
    void aTargetThatMakesNoSenseIsRefusedWhereItIsWritten(String target, String problem) {
        var builder = ManagedChannelBuilder.forTarget(target);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"static", "file", "srv", "scripted"})
    void eachSchemeThatIsThereHasItsResolver(String scheme) {
        NameResolverProvider provider =
                NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme);

        assertThat(provider.getDefaultScheme()).isEqualTo(scheme);
        assertThat(provider.getClass().getName()).startsWith("dev.hawser");
    }

    /** hawser-consul and hawser-kubernetes are not on this module's class path. */
    @ParameterizedTest
    @ValueSource(strings = {"consul", "kubernetes"})
    void aSchemeWhoseModuleIsNotThereHasNone(String scheme) {
        assertThat(NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme))
                .isNull();
    }

    @Test
    void whatIsGrpcsStaysGrpcs() {
        NameResolverRegistry registry = NameResolverRegistry.getDefaultRegistry();

        assertThat(registry.getDefaultScheme()).isEqualTo("dns");
        assertThat(registry.getProviderForScheme("dns").getClass().getName()).startsWith("io.grpc");
        assertThat(registry.getProviderForScheme("unix").getClass().getName()).startsWith("io.grpc");
    }

    @Test
    void aSchemeThatNobodyKnowsCanNotBeRegistered() {
        assertThatThrownBy(() -> HawserResolvers.register("etcd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scheme: 'etcd' (expected: one of [dns, ");
    }

    /**
     * A host may be called like a scheme, as the service "consul" in a compose file is. With a resolver for that scheme, gRPC
     * takes the port for a path, and every channel to that host broke the day hawser-grpc came on the class path.
     */
    @Test
    void aHostThatIsCalledLikeASchemeIsStillAHost() {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget("static:8500").usePlaintext().build();
        try {
            assertThat(channel.authority()).isEqualTo("static:8500");
            assertThatThrownBy(() -> EchoGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(10, TimeUnit.SECONDS)
                            .unary(EchoRequest.getDefaultInstance()))
                    .hasMessageContaining("Unable to resolve host static");
        } finally {
            channel.shutdownNow();
        }
    }
}
