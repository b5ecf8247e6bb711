// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** A pool's meters, as Prometheus scrapes them. */
public final class MetersExample {

    private MetersExample() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            System.out.println(scrape("static:" + a.address()));
        }
    }

    static String scrape(String target) throws InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // tag::meters
        PoolMetrics metrics = PoolMetrics.perPool();
        metrics.bindTo(meters); // any MeterRegistry
        try (metrics;
                ConnectionPool<TcpConnection> pool =
                        TcpPool.to(target).name("kv").listener(metrics).build()) {
            metrics.watch(pool);
            pool.acquire().close();
            return meters.scrape();
        }
        // end::meters
    }
}
