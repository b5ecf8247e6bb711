// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import dev.hawser.view.Settings;
import dev.hawser.view.jmx.PoolMBean;
import dev.hawser.view.jmx.PoolMBean.Access;
import dev.hawser.view.jmx.PoolMXBean;
import dev.hawser.view.jmx.SteeredPoolMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool seen through the platform's MBean server, as JConsole and agents see it. */
class PoolMBeanTest {

    private static final String A = "10.0.0.1:7001";
    private static final String B = "10.0.0.2:7001";
    private static final MBeanServer PLATFORM = ManagementFactory.getPlatformMBeanServer();

    private final FakeTime time = new FakeTime();
    private final ScriptedTransport servers = new ScriptedTransport(time);

    private final ConnectionPool<Connection> pool = ConnectionPool.builder(
                    Discoveries.of(List.of(Endpoint.of(A), Endpoint.of(B))), servers)
            .name("kv, the \"new\" one*")
            .time(time)
            .executor(Runnable::run)
            .build();

    @AfterEach
    void close() {
        pool.close(Duration.ZERO);
    }

    private static PoolMXBean proxy(PoolMBean bean) {
        return JMX.newMXBeanProxy(PLATFORM, bean.name(), PoolMXBean.class);
    }

    @Test
    void theNameIsQuotedSoThatAnyPoolCanHaveOne() {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            assertThat(bean.name().getKeyProperty("type")).isEqualTo("pool");
            assertThat(ObjectName.unquote(bean.name().getKeyProperty("name"))).isEqualTo("kv, the \"new\" one*");
            assertThat(bean.name().isPattern()).isFalse();
            assertThat(proxy(bean).getName()).isEqualTo(pool.name());
        }
    }

    /** One pool took another's place, and a second close of the old one's bean took the new one's out. */
    @Test
    void closingTwiceLeavesANewOneOfTheNameAlone() {
        PoolMBean old = PoolMBean.register(pool, Access.LOOK);
        old.close();
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            old.close();

            assertThat(PLATFORM.isRegistered(bean.name())).isTrue();
        }
    }

    @Test
    void numbersAreThoseOfTheView() throws InterruptedException {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            Lease<Connection> first = pool.tryAcquire();
            time.advance(Duration.ofMillis(20));
            first.close();
            try (Lease<Connection> held = pool.tryAcquire()) {
                assertThat(held.isOpen()).isTrue();
                assertThat(proxy(bean).getHolding()).isEqualTo("EXCLUSIVE");
                assertThat(proxy(bean).getInFlight()).isEqualTo(1);
                assertThat(proxy(bean).getTotal()).isEqualTo(2);
                assertThat(proxy(bean).getFailed()).isZero();
                assertThat(proxy(bean).getEndpointsUp()).isEqualTo(2);
                assertThat(proxy(bean).getUseP99Millis()).isBetween(20.0, 22.5);
                assertThat(proxy(bean).getSettings())
                        .isEqualTo(Settings.inWords(pool.view().settings()));
            }
        }
    }

    @Test
    void endpointsAreATableByAddress() throws Exception {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            servers.server(A).refuses();
            pool.tryAcquire().close();

            TabularData table = (TabularData) PLATFORM.getAttribute(bean.name(), "Endpoints");

            assertThat(table.size()).isEqualTo(2);
            CompositeData down = (CompositeData) table.get(new Object[] {A}).get("value");
            assertThat(down.get("state")).isEqualTo(EndpointState.DOWN.name());
            assertThat((String) down.get("why")).isNotEmpty();
            assertThat(down.get("drained")).isEqualTo(false);
        }
    }

    @Test
    void aPoolThatNobodyRegisteredIsNotThere() throws Exception {
        pool.tryAcquire().close();

        assertThat(PLATFORM.queryNames(new ObjectName("dev.hawser:name=" + ObjectName.quote(pool.name()) + ",*"), null))
                .isEmpty();
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            assertThat(PLATFORM.queryNames(
                            new ObjectName("dev.hawser:name=" + ObjectName.quote(pool.name()) + ",*"), null))
                    .containsExactly(bean.name());
        }
    }

    /** Whoever may connect by JMX may only look, unless the program has said otherwise. */
    @Test
    void thereIsNothingToDoUnlessSteeringIsAllowed() throws Exception {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            assertThat(PLATFORM.getMBeanInfo(bean.name()).getOperations()).isEmpty();
            assertThatThrownBy(() -> PLATFORM.invoke(
                            bean.name(), "drain", new Object[] {A}, new String[] {String.class.getName()}))
                    .isInstanceOf(JMException.class);
            assertThat(pool.view().endpoints().get(0).steering().drained()).isFalse();
        }
    }

    @Test
    void whereSteeringIsAllowedEndpointsAreDrainedAndWeighed() {
        try (PoolMBean bean = PoolMBean.register(pool, Access.STEER)) {
            SteeredPoolMXBean steered = JMX.newMXBeanProxy(PLATFORM, bean.name(), SteeredPoolMXBean.class);

            steered.drain(A);
            steered.weigh(B, 7);
            assertThat(steered.getEndpoints().get(A).isDrained()).isTrue();
            assertThat(steered.getEndpoints().get(B).getWeight()).isEqualTo(7);

            steered.undrain(A);
            steered.unweigh(B);
            assertThat(steered.getEndpoints().get(A).isDrained()).isFalse();
            assertThat(steered.getEndpoints().get(B).getWeight())
                    .isEqualTo(Endpoint.of(B).weight());
        }
    }

    @Test
    void twoOfOneNameAreAClearMistake() {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            assertThatThrownBy(() -> PoolMBean.register(pool, Access.LOOK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(bean.name().toString())
                    .hasMessageContaining("registered already (expected: ");
            assertThat(PLATFORM.isRegistered(bean.name())).isTrue();
        }
    }

    @Test
    void closingTakesItAwayAndAFreshOneMayCome() {
        PoolMBean bean = PoolMBean.register(pool, Access.LOOK);
        bean.close();
        bean.close();

        assertThat(PLATFORM.isRegistered(bean.name())).isFalse();
        PoolMBean.register(pool, Access.LOOK).close();
    }

    @Test
    void aClosedPoolCanStillBeLookedAt() {
        try (PoolMBean bean = PoolMBean.register(pool, Access.LOOK)) {
            pool.close(Duration.ZERO);

            assertThat(proxy(bean).getTotal()).isZero();
        }
    }

    /** Over the wire nothing may need a class of ours on the other side. */
    @Test
    void anotherProcessIsReadThroughAConnector() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoolOverJmx.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            JMXServiceURL url = new JMXServiceURL(firstUrl(said));
            try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
                ObjectName name = new ObjectName("dev.hawser:type=pool,name=\"elsewhere\"");
                var connection = connector.getMBeanServerConnection();

                assertThat(connection.getAttribute(name, "Total")).isEqualTo(3L);
                assertThat(((TabularData) connection.getAttribute(name, "Endpoints")).size())
                        .isEqualTo(1);
            }
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String firstUrl(BufferedReader said) throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith("service:jmx:")) {
            line = said.readLine();
        }
        assertThat(line).as("the other process's address").isNotNull();
        return line;
    }
}
