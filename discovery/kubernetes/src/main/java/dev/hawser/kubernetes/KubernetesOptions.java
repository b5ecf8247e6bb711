// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.kubernetes.api.Timeouts;
import dev.hawser.kubernetes.watch.Names;
import dev.hawser.kubernetes.watch.Reader;
import dev.hawser.kubernetes.watch.ResourceKind;
import dev.hawser.kubernetes.watch.ResourceSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * How the API server is reached and asked.
 *
 * @param cluster which API server, and who we are to it
 * @param namespace where the resources are; if absent, the pod's own, or that of the kubeconfig's context, or {@code
 *     default}
 * @param connectTimeout until the connection must be there; 1 ms to 1 minute
 * @param requestTimeout until a page of a list must have come in whole, and until a watch must have begun; 1 ms to 5
 *     minutes
 * @param watchPeriod a watch is ended and begun anew after this time or up to twice as long, at random, as Kubernetes'
 *     own clients do: what was missed for whatever reason comes to light then; 1 s to 1 hour
 */
public record KubernetesOptions(
        Cluster cluster,
        Optional<String> namespace,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration watchPeriod) {

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** As in client-go, whose watches live 5 to 10 minutes. */
    public static final Duration DEFAULT_WATCH_PERIOD = Duration.ofMinutes(5);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    public KubernetesOptions {
        requireNonNull(cluster, "cluster");
        requireNonNull(namespace, "namespace").ifPresent(name -> Names.requireLabel("namespace", name));
        requireWithin("connectTimeout", connectTimeout, SHORTEST, Duration.ofMinutes(1));
        requireWithin("requestTimeout", requestTimeout, SHORTEST, Duration.ofMinutes(5));
        requireWithin("watchPeriod", watchPeriod, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    private static void requireWithin(String field, Duration value, Duration shortest, Duration longest) {
        requireNonNull(value, field);
        if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    field + ": " + value + " (expected: " + shortest + " to " + longest + ")");
        }
    }

    /** The cluster that this program runs in, or else the one of the kubeconfig. */
    public static KubernetesOptions defaults() {
        return new KubernetesOptions(
                Cluster.automatic(),
                Optional.empty(),
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_REQUEST_TIMEOUT,
                DEFAULT_WATCH_PERIOD);
    }

    /** Endpoints that the reader finds in resources of that kind, in this cluster. */
    <T> Discovery follow(String describe, ResourceKind kind, Reader<T> reader) {
        return new ResourceSource<>(
                describe,
                kind,
                reader,
                () -> cluster.open(new Timeouts(connectTimeout, requestTimeout)),
                requestTimeout,
                watchPeriod,
                new Random());
    }

    public KubernetesOptions withCluster(Cluster value) {
        return new KubernetesOptions(value, namespace, connectTimeout, requestTimeout, watchPeriod);
    }

    public KubernetesOptions withNamespace(String value) {
        return new KubernetesOptions(cluster, Optional.of(value), connectTimeout, requestTimeout, watchPeriod);
    }

    public KubernetesOptions withConnectTimeout(Duration value) {
        return new KubernetesOptions(cluster, namespace, value, requestTimeout, watchPeriod);
    }

    public KubernetesOptions withRequestTimeout(Duration value) {
        return new KubernetesOptions(cluster, namespace, connectTimeout, value, watchPeriod);
    }

    public KubernetesOptions withWatchPeriod(Duration value) {
        return new KubernetesOptions(cluster, namespace, connectTimeout, requestTimeout, value);
    }
}
