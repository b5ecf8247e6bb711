// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.show;

import dev.hawser.console.Console;
import dev.hawser.console.ConsoleException;
import dev.hawser.event.PoolListener;
import dev.hawser.micrometer.PoolMetrics;
import dev.hawser.view.Viewed;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.Optional;

/** A console on loopback, with its actions allowed, and the meters at {@code /metrics} as Prometheus reads them. */
public final class ConsoleShowcase implements Showcase {

    private static final String METRICS = "/metrics";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PoolMetrics metrics;
    private final Console console;

    /**
     * @param port 0 for any that is free
     * @throws ConsoleException if it can't listen there
     */
    public ConsoleShowcase(int port) {
        // A fleet of a command's is small, so each endpoint can have series of its own.
        metrics = PoolMetrics.perEndpoint();
        console = startedAt(port);
        metrics.bindTo(registry);
    }

    private Console startedAt(int port) {
        try {
            return Console.builder()
                    .port(port)
                    .actions(true)
                    .page(METRICS, PROMETHEUS, registry::scrape)
                    .findings(metrics::findings)
                    .start();
        } catch (ConsoleException taken) {
            metrics.close();
            throw taken;
        }
    }

    @Override
    public PoolListener listener() {
        return console.and(metrics);
    }

    @Override
    public void watch(Viewed pool) {
        console.watch(pool);
        metrics.watch(pool);
    }

    @Override
    public Optional<URI> uri() {
        return Optional.of(console.uri());
    }

    @Override
    public void close() {
        console.close();
        metrics.close();
        registry.close();
    }
}
