// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cache.CacheOptions;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.client.WaitOptions;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.console.ConsoleBuilder;
import dev.hawser.consul.ConsulAttributes;
import dev.hawser.consul.ConsulOptions;
import dev.hawser.consul.ConsulWatchOptions;
import dev.hawser.consul.ServiceQuery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.FallbackOptions;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.discovery.subset.SubsetOptions;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.HedgingOptions;
import dev.hawser.failover.Jitter;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.BufferLimits;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.HealthOptions;
import dev.hawser.grpc.cluster.ClusterPoolBuilder;
import dev.hawser.grpc.cluster.GrpcPoolBuilder;
import dev.hawser.grpc.cluster.NodeOptions;
import dev.hawser.grpc.connector.CachingConnectorBuilder;
import dev.hawser.grpc.registry.ChannelRegistryBuilder;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import dev.hawser.kubernetes.KubernetesOptions;
import dev.hawser.kubernetes.ResourceOptions;
import dev.hawser.kubernetes.ServiceOptions;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.limit.ConcurrencyLimit;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.LifetimeOptions;
import dev.hawser.pool.PoolOptions;
import dev.hawser.spec.Repository;
import dev.hawser.tcp.KeepAliveOptions;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexOptions;
import dev.hawser.tcp.MultiplexedPoolBuilder;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TlsOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names every option there is and no other, with the default that the code has. */
class ConfigurationDocumentTest {
    private static final String DOCUMENT = "docs/configuration.md";
    private static final String ANYTHING = "";

    /** What has no default, because the factory takes it. */
    private static final String AS_MADE = "as made";

    private static final List<Record> DEFAULTS = List.of(
            PoolOptions.defaults(),
            LifetimeOptions.defaults(),
            WaitOptions.defaults(),
            RateLimit.none(),
            Backoff.CONNECT,
            ConcurrencyLimit.none(),
            TcpOptions.plaintext(),
            KeepAliveOptions.defaults(),
            TlsOptions.system(),
            MultiplexOptions.defaults(),
            LengthFieldOptions.defaults(),
            DnsOptions.defaults(),
            RefreshOptions.every(Duration.ofHours(1)),
            FallbackOptions.defaults(),
            FollowOptions.defaults(),
            SubsetOptions.byChance(32),
            CacheOptions.defaults(),
            LeaderOptions.defaults(),
            SharingOptions.defaults(),
            RetryPolicy.DEFAULT,
            BudgetOptions.defaults(),
            HedgingOptions.defaults(),
            OutlierOptions.defaults(),
            CheckOptions.every(Duration.ofHours(1)),
            ChannelOptions.plaintext(),
            HealthOptions.server(),
            BufferLimits.defaults(),
            NodeOptions.plaintext(),
            KubernetesOptions.defaults(),
            ServiceOptions.of("kv"),
            ResourceOptions.tinyModules(),
            ConsulOptions.defaults(),
            ServiceQuery.defaults(),
            ConsulAttributes.defaults(),
            ConsulWatchOptions.defaults());

    private final Map<String, Map<String, String>> tables =
            OptionTable.in(Repository.read(Repository.root().resolve(DOCUMENT)));

    @Test
    void everyOptionIsThereWithTheDefaultOfTheCode() throws ReflectiveOperationException {
        for (Record defaults : DEFAULTS) {
            Map<String, String> actual = componentsOf(defaults);
            Map<String, String> written =
                    new TreeMap<>(tables.getOrDefault(defaults.getClass().getSimpleName(), Map.of()));
            actual.forEach((name, value) -> {
                if (value.equals(ANYTHING) || AS_MADE.equals(written.get(name))) {
                    written.computeIfPresent(name, (n, words) -> value);
                }
            });

            assertThat(written)
                    .as("%s in %s", defaults.getClass().getSimpleName(), DOCUMENT)
                    .isEqualTo(actual);
        }
    }

    @Test
    void everyMethodOfTheBuildersIsThere() {
        for (Class<?> builder : List.of(
                ConnectionPoolBuilder.class,
                MultiplexedPoolBuilder.class,
                PooledChannelBuilder.class,
                ClusterPoolBuilder.class,
                GrpcPoolBuilder.class,
                CachingConnectorBuilder.class,
                ChannelRegistryBuilder.class,
                ConsoleBuilder.class)) {
            Set<String> options = Arrays.stream(builder.getMethods())
                    .filter(method -> method.getReturnType() == builder)
                    .map(Method::getName)
                    .collect(Collectors.toSet());

            assertThat(tables.getOrDefault(builder.getSimpleName(), Map.of())).containsOnlyKeys(options);
        }
    }

    @Test
    void noTypeOfOptionsIsForgotten() {
        Stream<String> types = Repository.files(
                        name -> name.matches("(core|transports/.*|discovery/.*)/src/main/java/.*Options\\.java"))
                .stream()
                .map(file -> file.getFileName().toString().replace(".java", ""));

        assertThat(tables.keySet()).containsAll(types.toList());
    }

    @Test
    void aWrongDefaultWouldBeNoticed() {
        String document =
                "## PoolOptions\n\n| option | default |\n|---|---|\n| `maxConnections` | `7`, or so | E | why |\n";

        assertThat(OptionTable.in(document)).isEqualTo(Map.of("PoolOptions", Map.of("maxConnections", "7")));
    }

    private static Map<String, String> componentsOf(Record defaults) throws ReflectiveOperationException {
        Map<String, String> components = new TreeMap<>();
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            components.put(component.getName(), text(component.getAccessor().invoke(defaults)));
        }
        return components;
    }

    /** As the document writes it; {@link #ANYTHING} where a value has no text of its own. */
    private static String text(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? text(optional.get()) : "off";
        } else if (value instanceof Duration duration) {
            boolean whole = duration.toNanosPart() == 0;
            return whole ? duration.toString().substring(2).toLowerCase(Locale.ROOT) : duration.toMillis() + "ms";
        } else if (value instanceof Double number) {
            return number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString();
        } else if (value instanceof Jitter.Proportional jitter) {
            return "proportional(" + jitter.spread() + ")";
        } else if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        } else if (value instanceof TcpOptions.Buffers) {
            return value.equals(TcpOptions.Buffers.SYSTEM) ? "Buffers.SYSTEM" : value.toString();
        } else if (value instanceof Record other) {
            return Modifier.isPublic(other.getClass().getModifiers())
                    ? other.getClass().getSimpleName()
                    : ANYTHING;
        } else if (value.equals(Integer.MAX_VALUE)) {
            return "ConcurrencyLimit.none()";
        }
        boolean plain = value instanceof Number || value instanceof Boolean || value instanceof Enum<?>;
        return plain || value instanceof ByteOrder ? value.toString() : ANYTHING;
    }
}
