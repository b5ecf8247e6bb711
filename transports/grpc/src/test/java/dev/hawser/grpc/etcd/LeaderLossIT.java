// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.ClusterPoolBuilder;
import dev.hawser.grpc.cluster.NodeOptions;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Raft cluster loses its leader while eight writers write: no acknowledged write is lost, none that must not be
 * repeated is, and the writers go on by themselves. The election alone takes one to two seconds, with a split vote
 * more. The figures are printed. {@code -Dhawser.etcd.runs=20} makes the runs whose percentile is promised.
 */
@Tag("long")
@Timeout(1200)
class LeaderLossIT {

    private static final int RUNS = Integer.getInteger("hawser.etcd.runs", 3);
    private static final int FEWER_RUNS = Integer.getInteger("hawser.etcd.silent.runs", 2);
    /** Ten times what a write takes here, and short beside an election: a member that hangs is left in time. */
    private static final Duration ATTEMPT = Duration.ofMillis(500);

    private static final Duration USUAL = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_WHEN_SILENT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration LIVENESS = Duration.ofSeconds(30);

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

    private static ClusterPool<KVBlockingStub> pool(EtcdCluster of) {
        return ClusterPool.builder(KVGrpc::newBlockingStub)
                .name("etcd")
                .seeds(of.seeds())
                .nodes(NodeOptions.plaintext())
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(ATTEMPT))
                .build();
    }

    /** F1. */
    @Test
    void aKilledLeaderCostsNoAcknowledgedWriteAndAShortGap() throws Exception {
        Gaps gaps = new Gaps();
        for (int run = 0; run < RUNS; run++) {
            gaps.add(run(cluster, "kill-" + run + "/", EtcdMember::killHard));
        }
        System.out.println("etcd leader killed: " + gaps);

        assertThat(gaps.longest()).isLessThanOrEqualTo(LONGEST);
        assertThat(gaps.usual()).isLessThanOrEqualTo(USUAL);
    }

    /** F2. */
    @Test
    void aPausedLeaderCostsNoAcknowledgedWriteAndAShortGap() throws Exception {
        Gaps gaps = new Gaps();
        for (int run = 0; run < FEWER_RUNS; run++) {
            gaps.add(run(cluster, "pause-" + run + "/", EtcdMember::pause));
        }
        System.out.println("etcd leader paused: " + gaps);

        assertThat(gaps.longest()).isLessThanOrEqualTo(LONGEST_WHEN_SILENT);
    }

    /** F3: it goes on taking calls, and can't serve them. */
    @Test
    @Tag("root")
    void aLeaderCutOffFromItsPeersCostsNoAcknowledgedWriteAndAShortGap(@TempDir Path apart) throws Exception {
        try (EtcdIslands islands = EtcdIslands.orSkip();
                EtcdCluster divided = EtcdCluster.start(EtcdSetup.apart(apart, islands))) {
            Gaps gaps = new Gaps();
            for (int run = 0; run < FEWER_RUNS; run++) {
                gaps.add(run(divided, "cut-" + run + "/", islands::cutOff));
            }
            System.out.println("etcd leader cut off: " + gaps);

            assertThat(gaps.longest()).isLessThanOrEqualTo(LONGEST_WHEN_SILENT);
        }
    }

    /** F4: nobody can serve; callers are told in time, and servers aren't stormed. */
    @Test
    void withoutAMajorityCallsEndByTheirDeadlineAndComeBackWithIt() throws Exception {
        try (ClusterPool<KVBlockingStub> pool = ClusterPool.builder(KVGrpc::newBlockingStub)
                .seeds(cluster.seeds())
                .nodes(NodeOptions.plaintext().withRequestTimeout(Duration.ofSeconds(2)))
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(Duration.ofSeconds(1)))
                .build()) {
            pool.execute(IDEMPOTENT, kv -> kv.put(Etcd.put("majority", "1")));
            List<EtcdMember> down = cluster.members().subList(0, 2);
            for (EtcdMember member : down) {
                member.killHard();
            }

            int attempts = 0;
            for (int i = 0; i < 3; i++) {
                long begun = System.nanoTime();
                attempts += attemptsUntilItFails(pool);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2750));
            }
            assertThat(attempts).isLessThanOrEqualTo(3 * ClusterPoolBuilder.DEFAULT_RETRY.maxAttempts());

            down.get(0).start();
            cluster.awaitLeader();
            await().atMost(RECOVERY)
                    .ignoreException(StatusRuntimeException.class)
                    .until(() -> pool.execute(IDEMPOTENT, kv -> kv.put(Etcd.put("majority", "2"))) != null);
        } finally {
            cluster.heal();
        }
    }

    private static int attemptsUntilItFails(ClusterPool<KVBlockingStub> pool) {
        int[] attempts = new int[1];
        try {
            pool.execute(IDEMPOTENT, (kv, context) -> {
                attempts[0] = context.attempt();
                return kv.put(Etcd.put("majority", "lost"));
            });
        } catch (StatusRuntimeException expected) {
            return attempts[0];
        }
        throw new AssertionError("a write was acknowledged without a majority");
    }

    /** One run: what happens to the leader, and how long writes stood still. */
    private static Duration run(EtcdCluster of, String prefix, Fault fault) throws Exception {
        try (ClusterPool<KVBlockingStub> pool = pool(of)) {
            Writers writers = new Writers(pool, prefix);
            Duration elected;
            EtcdMember leader = of.awaitLeader();
            try (writers) {
                long begun = System.nanoTime();
                writers.start().awaitAcks(20, begun, LIVENESS);
                fault.strike(leader);
                elected = election(of, leader);
                writers.awaitAcks(20, System.nanoTime(), LIVENESS);
                of.heal();
                usable(pool, leader.address());
                writers.awaitAcks(20, System.nanoTime(), LIVENESS);
            }
            judge(pool, prefix, writers, elected);
            return writers.longestGap();
        } finally {
            of.heal();
        }
    }

    /** How long the others took to agree on another leader, by their own word. */
    private static Duration election(EtcdCluster of, EtcdMember lost) {
        long begun = System.nanoTime();
        List<EtcdMember> others =
                of.members().stream().filter(member -> member != lost).toList();
        await().atMost(LIVENESS)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> of.leaderAmong(others).isPresent());
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** I9: with no restart of ours, the member that is well again serves. */
    private static void usable(ClusterPool<KVBlockingStub> pool, Address member) {
        Set<Address> serving = ConcurrentHashMap.newKeySet();
        await().atMost(RECOVERY).pollInterval(Duration.ofMillis(20)).until(() -> {
            pool.execute(IDEMPOTENT, (kv, context) -> {
                RangeResponse got = kv.range(Etcd.get("started"));
                serving.add(context.endpoint());
                return got;
            });
            return serving.contains(member);
        });
    }

    private static void judge(ClusterPool<KVBlockingStub> pool, String prefix, Writers writers, Duration elected) {
        RangeResponse all = pool.execute(IDEMPOTENT, kv -> kv.range(Etcd.all(prefix)));
        Set<String> there = ConcurrentHashMap.newKeySet();
        all.getKvsList().forEach(kv -> there.add(kv.getKey().toStringUtf8()));
        System.out.printf(
                "%s %d acknowledged, %d failed, %d unknown, gap %d ms, elected after %d ms%n",
                prefix,
                writers.acked().size(),
                writers.failed().size(),
                writers.unknown().size(),
                writers.longestGap().toMillis(),
                elected.toMillis());

        if (writers.longestGap().compareTo(USUAL) > 0) {
            System.out.println(prefix + " " + writers.story());
        }

        assertThat(there).as("I1: every acknowledged write is there").containsAll(writers.acked());
        assertThat(writers.repeated())
                .as("I2: nothing that must not be repeated was")
                .isEmpty();
        assertThat(writers.failed())
                .as("I2: what is said to have failed has not run")
                .doesNotContainAnyElementsOf(there);
    }

    /** What happens to the leader. */
    @FunctionalInterface
    private interface Fault {
        void strike(EtcdMember leader) throws Exception;
    }
}
