// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.call.Failure;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.health.CheckOptions;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.testkit.FakeTime;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers that are promised unless one says otherwise, and what can't be said. */
class ClusterDefaultsTest {

    private static final Duration NOT_POSITIVE = Duration.ZERO;

    @Test
    void aNodeHasTheDefaultsThatArePromised() {
        NodeOptions nodes = NodeOptions.plaintext();

        assertThat(nodes.sharing().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(nodes.sharing().maxConnections()).isEqualTo(4);
        assertThat(nodes.sharing().minConnections()).isZero();
        assertThat(nodes.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(nodes.checks().map(CheckOptions::period)).contains(Duration.ofSeconds(30));
        assertThat(nodes.channel().keepAliveTime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(nodes.channel().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(nodes.channel().maxInboundMessageSize()).isEqualTo(1024 * 1024 * 1024);
        assertThat(nodes.outliers().maxEjection()).isEqualTo(Duration.ofSeconds(4));
        assertThat(nodes.sharing().drainTimeout()).isEqualTo(SharingOptions.DEFAULT_DRAIN_TIMEOUT);
    }

    /**
     * With 5 s and a jitter on top, an etcd member that needed long to restart was tried 6 s later, and a build failed
     * that gave it 5 s to serve again.
     */
    @Test
    void aNodeThatWasAwayForLongIsTriedEarlyEnoughToServeWithin5Seconds() {
        assertIsFromTo(NodeOptions.plaintext().reconnect(), 40, 2400, 3600);
    }

    @Test
    void aClusterTriesFourTimesWithinAFifthOf100MillisecondsDoublingTo5Seconds() {
        RetryPolicy retry = ClusterPoolBuilder.DEFAULT_RETRY;

        assertThat(retry.maxAttempts()).isEqualTo(4);
        assertThat(retry.unsafe()).isFalse();
        assertIsFromTo(retry.backoff(), 1, 80, 120);
        assertIsFromTo(retry.backoff(), 2, 160, 240);
        assertIsFromTo(retry.backoff(), 3, 320, 480);
        assertIsFromTo(retry.backoff(), 40, 4000, 6000);
        assertThat(retry.backoff().max()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aCallOfATypedPoolIsTriedThreeTimesOf5SecondsWithinAFifthOf100Milliseconds() {
        RetryPolicy retry = GrpcPoolBuilder.DEFAULT_RETRY;

        assertThat(retry.maxAttempts()).isEqualTo(3);
        assertThat(retry.attemptTimeout()).contains(Duration.ofSeconds(5));
        assertIsFromTo(retry.backoff(), 1, 80, 120);
        assertIsFromTo(retry.backoff(), 2, 160, 240);
    }

    /** The whole of that range is used, not its middle alone. */
    private static void assertIsFromTo(Backoff backoff, int failures, long fromMillis, long toMillis) {
        Random random = new Random(1);
        List<Long> drawn = IntStream.range(0, 1000)
                .mapToObj(i -> backoff.delayNanos(failures, random) / 1_000_000)
                .toList();
        long tenth = (toMillis - fromMillis) / 10;
        assertThat(drawn).allMatch(millis -> millis >= fromMillis && millis <= toMillis);
        assertThat(drawn).anyMatch(millis -> millis < fromMillis + tenth);
        assertThat(drawn)
                .anyMatch(millis -> millis > Math.min(toMillis, backoff.max().toMillis()) - tenth);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void eachCodeIsRetryableOrNotAsIsPromised(Status.Code code) {
        boolean promised = switch (code) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED -> true;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNAUTHENTICATED -> false;
        };
        ClusterPool<String> pool =
                ClusterPool.builder(Channel::authority).time(new FakeTime()).build(new FakeFleet());

        assertThat(pool.isRetryable(code)).isEqualTo(promised);
    }

    @Test
    void whatCannotBeMeantIsRefusedByFieldValueAndExpectation() {
        NodeOptions nodes = NodeOptions.plaintext();
        refused(() -> nodes.withRequestTimeout(NOT_POSITIVE), "requestTimeout: PT0S (expected: > 0)");
        refused(
                () -> nodes.withSharing(s -> s.withConnections(0, 0)),
                "maxConnections: 0 (expected: >= 1, which is minConnections or 1)");
        refused(
                () -> nodes.withSharing(s -> s.withConnectTimeout(NOT_POSITIVE)),
                "connectTimeout: PT0S (expected: > 0, at most PT8760H)");
        refused(
                () -> nodes.withSharing(s -> s.withDrainTimeout(Duration.ofSeconds(-1))),
                "drainTimeout: PT-1S (expected: >= 0, at most PT8760H)");
        refused(() -> CheckOptions.every(NOT_POSITIVE), "period: PT0S (expected: > 0, at most PT8760H)");
        refused(
                () -> nodes.withChannel(c -> c.withMaxInboundMessageSize(0)),
                "maxInboundMessageSize: 0 (expected: >= 1)");
        refused(() -> ClusterPoolBuilder.DEFAULT_RETRY.withMaxAttempts(0), "maxAttempts: 0 (expected: >= 1)");
        refused(
                () -> ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(NOT_POSITIVE),
                "attemptTimeout: PT0S (expected: > 0, or absent for none)");
        refused(
                () -> ClusterPoolBuilder.DEFAULT_RETRY.withRetried(java.util.Set.of(Failure.Kind.FATAL)),
                "retried: [FATAL] (expected: without FATAL)");
        refused(
                () -> LeaderOptions.defaults().withExpiry(NOT_POSITIVE),
                "expiry: PT0S (expected: > 0, at most PT8760H)");
        refused(() -> ClusterPool.builder(Channel::authority).name(" "), "name: ' ' (expected: not blank)");
        refused(() -> GrpcPool.builder(Channel::authority).name(""), "name: '' (expected: not blank)");
    }

    @Test
    void aSeedThatIsNoAddressIsRefusedByName() {
        assertThatThrownBy(() -> ClusterPool.builder(Channel::authority).seeds("a:1", "nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
    }

    private static void refused(ThrowingCallable setting, String message) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
