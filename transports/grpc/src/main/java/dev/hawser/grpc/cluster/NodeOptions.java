// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.ChannelOptions.CredentialsSource;
import dev.hawser.health.CheckOptions;
import dev.hawser.health.OutlierOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a {@link GrpcPool} or a {@link ClusterPool} deals with each of its nodes.
 *
 * <p>Made for servers that one trusts: a message may have 1 GiB, where a {@code PooledChannel} keeps to gRPC's 4 MiB.
 * What can change is changed from what is there: {@code NodeOptions.plaintext().withSharing(s -> s.withConnections(1, 2))}.
 *
 * <p>Make one from {@link #tls()}, {@link #plaintext()} or {@link #credentials} and the {@code with…} methods; the
 * canonical constructor may gain components.
 *
 * @param channel how each connection is made
 * @param sharing how many there are to each node, and how long connecting may take: 4 and 5 s unless changed
 * @param checks when nodes are asked whether they are well; absent never asks
 * @param outliers when a node whose calls fail is left alone; {@link #DEFAULT_OUTLIERS} unless changed
 * @param reconnect how long to leave a node alone after its n-th failure to connect in a row
 * @param requestTimeout how long a unary call without a deadline may take, and an operation with all its attempts
 */
public record NodeOptions(
        ChannelOptions channel,
        SharingOptions sharing,
        Optional<CheckOptions> checks,
        OutlierOptions outliers,
        Backoff reconnect,
        Duration requestTimeout) {

    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_CHECK_PERIOD = Duration.ofSeconds(30);
    public static final int DEFAULT_MAX_CONNECTIONS = 4;
    public static final int DEFAULT_MAX_INBOUND_MESSAGE_SIZE = 1 << 30;

    /**
     * 100 ms, x 2, up to 3 s, +-20 %: few nodes can bear it, and one that is back is found after 3.6 s at the latest,
     * which leaves it time to serve within 5 s.
     */
    public static final Backoff DEFAULT_RECONNECT = Backoff.exponential(
                    Duration.ofMillis(100), 2, Duration.ofSeconds(3))
            .withJitter(Jitter.proportional(0.2));

    /**
     * Left alone for 1 to 2 s first, and at most 2 to 4 s: where nodes are few, one that is well again is missed, and one
     * call in a while that finds out that it isn't costs little.
     */
    public static final OutlierOptions DEFAULT_OUTLIERS =
            OutlierOptions.defaults().withEjection(Duration.ofSeconds(2), Duration.ofSeconds(4));

    public NodeOptions {
        requireNonNull(channel, "channel");
        requireNonNull(sharing, "sharing");
        requireNonNull(checks, "checks");
        requireNonNull(outliers, "outliers");
        requireNonNull(reconnect, "reconnect");
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("requestTimeout: " + requestTimeout + " (expected: > 0)");
        }
    }

    /** TLS; each node must show a certificate for its host from an authority that this JVM trusts. */
    public static NodeOptions tls() {
        return of(ChannelOptions.tls());
    }

    /** Without TLS: whoever is on the path can read and change what is sent. For trusted networks and loopback. */
    public static NodeOptions plaintext() {
        return of(ChannelOptions.plaintext());
    }

    /** With credentials of any kind. */
    public static NodeOptions credentials(CredentialsSource source) {
        return of(ChannelOptions.credentials(source));
    }

    private static NodeOptions of(ChannelOptions channel) {
        return new NodeOptions(
                channel.withMaxInboundMessageSize(DEFAULT_MAX_INBOUND_MESSAGE_SIZE),
                SharingOptions.defaults()
                        .withConnections(0, DEFAULT_MAX_CONNECTIONS)
                        .withConnectTimeout(DEFAULT_CONNECT_TIMEOUT),
                Optional.of(CheckOptions.every(DEFAULT_CHECK_PERIOD)),
                DEFAULT_OUTLIERS,
                DEFAULT_RECONNECT,
                DEFAULT_REQUEST_TIMEOUT);
    }

    public NodeOptions withChannel(UnaryOperator<ChannelOptions> change) {
        return new NodeOptions(change.apply(channel), sharing, checks, outliers, reconnect, requestTimeout);
    }

    public NodeOptions withSharing(UnaryOperator<SharingOptions> change) {
        return new NodeOptions(channel, change.apply(sharing), checks, outliers, reconnect, requestTimeout);
    }

    public NodeOptions withChecks(CheckOptions value) {
        return new NodeOptions(channel, sharing, Optional.of(value), outliers, reconnect, requestTimeout);
    }

    /** Nobody is asked whether it is well; what becomes of calls still tells. */
    public NodeOptions withoutChecks() {
        return new NodeOptions(channel, sharing, Optional.empty(), outliers, reconnect, requestTimeout);
    }

    public NodeOptions withOutliers(OutlierOptions value) {
        return new NodeOptions(channel, sharing, checks, value, reconnect, requestTimeout);
    }

    public NodeOptions withReconnect(Backoff value) {
        return new NodeOptions(channel, sharing, checks, outliers, value, requestTimeout);
    }

    public NodeOptions withRequestTimeout(Duration value) {
        return new NodeOptions(channel, sharing, checks, outliers, reconnect, value);
    }
}
