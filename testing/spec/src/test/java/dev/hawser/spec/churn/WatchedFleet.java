// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.churn;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.console.Console;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.transport.SharedTransport;
import dev.hawser.transport.Transport;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import dev.hawser.view.jmx.PoolMBean;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.management.JMException;
import org.awaitility.Awaitility;

/**
 * A pool of each kind over one discovery, with all that can watch them: meters that are scraped, a console that is read, and
 * JMX. The pools are in virtual time, and their connections lead nowhere; console and meters are in real time.
 */
final class WatchedFleet implements AutoCloseable {
    private final FakeTime time = new FakeTime();
    private final ScriptedDiscovery discovery = new ScriptedDiscovery();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PoolMetrics metrics = PoolMetrics.perPool();
    private final Console console = Console.builder().port(0).start();
    private final ConnectionPool<Object> lent = ConnectionPool.builder(discovery, new Nowhere())
            .name("lent")
            .time(time)
            .executor(Runnable::run)
            .listener(metrics)
            .listener(console)
            .build();
    private final SharedPool<Object> shared = SharedPool.builder(discovery, new SharedNowhere())
            .name("shared")
            .time(time)
            .executor(Runnable::run)
            .listener(metrics)
            .listener(console)
            .build();
    private final List<Looked> looked = List.of(new Looked(lent), new Looked(shared));
    private final List<PoolMBean> beans;

    WatchedFleet() {
        metrics.bindTo(registry);
        looked.forEach(metrics::watch);
        looked.forEach(console::watch);
        beans = looked.stream()
                .map(pool -> PoolMBean.register(pool, PoolMBean.Access.LOOK))
                .toList();
    }

    /** Counts looks. */
    private static final class Looked implements Viewed {
        private final Viewed pool;
        private final AtomicInteger looks = new AtomicInteger();

        Looked(Viewed pool) {
            this.pool = pool;
        }

        @Override
        public PoolView view() {
            PoolView view = pool.view();
            looks.incrementAndGet();
            return view;
        }

        @Override
        public PoolControl control() {
            return pool.control();
        }

        @Override
        public boolean isClosed() {
            return pool.isClosed();
        }
    }

    private static final class Nowhere implements Transport<Object> {
        @Override
        public CompletionStage<Object> connect(Endpoint endpoint) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }

    private static final class SharedNowhere implements SharedTransport<Object> {
        @Override
        public CompletableFuture<Object> connect(Endpoint endpoint, Loss loss) {
            return CompletableFuture.completedFuture(new Object());
        }

        @Override
        public void close(Object connection) {}
    }

    /** So many others in place of all that there were; all of them are connected to, and some are used. */
    void replaceAll(int endpoints, int round) throws Exception {
        discovery.publish(IntStream.range(0, endpoints)
                .mapToObj(i -> "10." + round + "." + i / 250 + "." + i % 250 + ":7001")
                .toArray(String[]::new));
        time.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            lent.acquire().close();
        }
        shared.connectAll();
        time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            SharedConnection<Object> call = shared.tryEnter(Choice.ANY);
            if (call != null) {
                call.succeeded(1);
            }
        }
    }

    /** Everybody who watches has seen what there is now. */
    void lookAtAll() throws IOException, JMException {
        registry.scrape();
        for (PoolMBean bean : beans) {
            ManagementFactory.getPlatformMBeanServer().getAttribute(bean.name(), "Endpoints");
        }
        List<Integer> before = looked.stream().map(pool -> pool.looks.get()).toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> IntStream.range(0, looked.size())
                        .allMatch(i ->
                                looked.get(i).looks.get() >= before.get(i) + 2)); // the first may have begun before
        try (InputStream pools = console.uri().resolve("/pools").toURL().openStream()) {
            pools.readAllBytes();
        }
    }

    int series() {
        return registry.getMeters().size();
    }

    /** Of both pools together. */
    int endpoints() {
        return looked.stream().mapToInt(pool -> pool.view().endpoints().size()).sum();
    }

    long connections() {
        return looked.stream()
                .flatMap(pool -> pool.view().endpoints().stream())
                .mapToLong(each -> each.connections().idle())
                .sum();
    }

    @Override
    public void close() {
        beans.forEach(PoolMBean::close);
        lent.close(Duration.ZERO);
        shared.close(Duration.ZERO);
        metrics.close();
        console.close();
    }
}
