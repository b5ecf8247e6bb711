// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.jmx;

import dev.hawser.client.ConnectionPool;
import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import dev.hawser.view.jmx.PoolMBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

/** A program with a pool, which can be looked at by JMX: says where, and then stays until it is killed or its input ends. */
final class PoolOverJmx {

    private PoolOverJmx() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        FakeTime time = new FakeTime();
        ConnectionPool<Connection> pool = ConnectionPool.builder(
                        Discoveries.of(List.of(Endpoint.of("10.0.0.1:7001"))), new ScriptedTransport(time))
                .name("elsewhere")
                .time(time)
                .executor(Runnable::run)
                .build();
        for (int i = 0; i < 3; i++) {
            pool.tryAcquire().close();
        }
        try (PoolMBean bean = PoolMBean.register(pool, PoolMBean.Access.LOOK)) {
            JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
                    new JMXServiceURL("service:jmx:rmi://"), Map.of(), ManagementFactory.getPlatformMBeanServer());
            server.start();
            System.out.println(server.getAddress());
            while (System.in.read() >= 0) {
                // until the parent is gone
            }
            server.stop();
        }
        System.exit(0);
    }
}
