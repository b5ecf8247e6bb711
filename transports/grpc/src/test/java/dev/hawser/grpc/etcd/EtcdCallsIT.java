// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.NodeOptions;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All kinds of etcd's calls, over a pooled channel to the whole cluster and through a cluster pool. */
@Timeout(60)
class EtcdCallsIT {

    @TempDir
    static Path folder;

    private static EtcdCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = EtcdCluster.start(EtcdSetup.plaintext(folder));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static ClusterPool<Channel> pool() {
        return ClusterPool.<Channel>builder(channel -> channel)
                .seeds(cluster.seeds())
                .nodes(NodeOptions.plaintext())
                .leader(new EtcdLeaderSource())
                .build();
    }

    private static PooledChannel channel() {
        return PooledChannel.to("static:" + String.join(",", cluster.seeds()))
                .channel(ChannelOptions.plaintext())
                .build();
    }

    @Test
    void putRangeAndTransactionThroughAClusterPool() {
        try (ClusterPool<Channel> pool = pool()) {
            pool.execute(IDEMPOTENT, c -> KVGrpc.newBlockingStub(c).put(Etcd.put("a", "1")));
            boolean first = pool.execute(
                    c -> KVGrpc.newBlockingStub(c).txn(Etcd.create("b", "1")).getSucceeded());
            boolean second = pool.execute(
                    c -> KVGrpc.newBlockingStub(c).txn(Etcd.create("b", "2")).getSucceeded());

            RangeResponse got =
                    pool.execute(IDEMPOTENT, c -> KVGrpc.newBlockingStub(c).range(Etcd.get("b")));

            assertThat(first).isTrue();
            assertThat(second).isFalse();
            assertThat(got.getKvs(0).getValue().toStringUtf8()).isEqualTo("1");
        }
    }

    @Test
    void putRangeAndTransactionOverAPooledChannel() {
        try (PooledChannel channel = channel()) {
            var kv = KVGrpc.newBlockingStub(channel);

            kv.put(Etcd.put("c", "1"));

            assertThat(kv.txn(Etcd.create("c", "2")).getSucceeded()).isFalse();
            assertThat(kv.range(Etcd.get("c")).getKvs(0).getValue().toStringUtf8())
                    .isEqualTo("1");
        }
    }

    /** A stream that lasts: no default deadline ends it. */
    @Test
    void aLeaseIsKeptAliveThroughAClusterPool() {
        try (ClusterPool<Channel> pool = pool()) {
            keepsAlive(pool.any().client());
        }
    }

    @Test
    void aLeaseIsKeptAliveOverAPooledChannel() {
        try (PooledChannel channel = channel()) {
            keepsAlive(channel);
        }
    }

    private static void keepsAlive(Channel channel) {
        long lease = LeaseGrpc.newBlockingStub(channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(30).build())
                .getID();
        Heard<LeaseKeepAliveResponse> answers = new Heard<>();
        StreamObserver<LeaseKeepAliveRequest> renewals =
                LeaseGrpc.newStub(channel).leaseKeepAlive(answers);

        for (int i = 1; i <= 3; i++) {
            renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
            int expected = i;
            await().atMost(Duration.ofSeconds(10)).until(() -> answers.all.size() == expected);
        }
        renewals.onCompleted();

        assertThat(answers.all).allSatisfy(answer -> assertThat(answer.getTTL()).isPositive());
        answers.ended.join();
    }

    @Test
    void aWatchThroughAClusterPoolSeesWhatIsWrittenThere() {
        try (ClusterPool<Channel> pool = pool()) {
            watches(pool.any().client(), "w1");
        }
    }

    @Test
    void aWatchOverAPooledChannelSeesWhatIsWrittenThere() {
        try (PooledChannel channel = channel()) {
            watches(channel, "w2");
        }
    }

    private static void watches(Channel channel, String key) {
        Heard<WatchResponse> events = new Heard<>();
        StreamObserver<WatchRequest> requests = WatchGrpc.newStub(channel).watch(events);
        requests.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(Etcd.bytes(key)))
                .build());
        await().atMost(Duration.ofSeconds(10)).until(() -> !events.all.isEmpty());

        KVGrpc.newBlockingStub(channel).put(Etcd.put(key, "seen"));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> events.all.stream()
                        .flatMap(response -> response.getEventsList().stream())
                        .anyMatch(
                                event -> event.getKv().getValue().toStringUtf8().equals("seen")));
        requests.onError(Status.CANCELLED.asException()); // etcd goes on watching for one who has only half-closed
    }

    @Test
    void theLeaderIsFoundByAskingMembersForTheirStatus() {
        try (ClusterPool<Channel> pool = pool()) {
            Address leader = cluster.awaitLeader().address();

            for (int i = 0; i < 5; i++) {
                Address asked = pool.executeOnLeader(IDEMPOTENT, (c, context) -> {
                    KVGrpc.newBlockingStub(c).put(Etcd.put("led", "1"));
                    return context.endpoint();
                });
                assertThat(asked).isEqualTo(leader);
            }

            assertThat(pool.leader()).contains(leader);
        }
    }

    @Test
    void theNewLeaderIsFoundWhenTheOldOneWasKilled() throws Exception {
        try (ClusterPool<Channel> pool = pool()) {
            pool.executeOnLeader(c -> KVGrpc.newBlockingStub(c).put(Etcd.put("moved", "1")));
            EtcdMember old = cluster.awaitLeader();
            old.killHard();

            Address asked = pool.executeOnLeader(IDEMPOTENT, (c, context) -> {
                KVGrpc.newBlockingStub(c).put(Etcd.put("moved", "2"));
                return context.endpoint();
            });

            assertThat(asked).isNotEqualTo(old.address());
            assertThat(asked).isEqualTo(cluster.awaitLeader().address());
        } finally {
            cluster.heal();
        }
    }

    /** Keeps what it hears. */
    private static final class Heard<T> implements StreamObserver<T> {
        final List<T> all = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void onNext(T each) {
            all.add(each);
        }

        @Override
        public void onError(Throwable cause) {
            ended.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }
}
