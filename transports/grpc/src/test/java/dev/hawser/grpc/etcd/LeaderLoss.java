// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.ClusterPoolBuilder;
import dev.hawser.grpc.cluster.NodeOptions;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Once: something happens to the leader while writers write, and later it is well again. What is ours is judged. */
final class LeaderLoss {

    /** Ten times what a write takes here, and short beside an election: a member that hangs is left in time. */
    private static final Duration ATTEMPT = Duration.ofMillis(500);

    /** Three attempts: one under way when the cluster is back, one at a lost leader that is silent, one for a busy machine. */
    private static final Duration OURS = ATTEMPT.multipliedBy(3);

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration LIVENESS = Duration.ofSeconds(30);
    private static final int ENOUGH = 20;
    private static final int READERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final EtcdCluster cluster;
    private final String prefix;

    /** @param prefix of the keys to write, and of what is printed */
    LeaderLoss(EtcdCluster cluster, String prefix) {
        this.cluster = cluster;
        this.prefix = prefix;
    }

    /** @return the longest time for which writes stood still from then on */
    Standstill by(Fault fault) throws Exception {
        try (ClusterPool<KVBlockingStub> pool = pool()) {
            Writers writers = new Writers(pool, prefix);
            Yardstick yardstick = cluster.yardstick();
            ElectionLog elections = cluster.electionLog();
            long struck;
            try (yardstick;
                    writers) {
                yardstick.start();
                writers.start().awaitAcks(ENOUGH, System.nanoTime(), LIVENESS);
                EtcdMember leader = cluster.awaitLeader();
                struck = System.nanoTime(); // before that, classes are loaded and connections opened
                fault.strike(leader);
                writers.awaitAcks(ENOUGH, System.nanoTime(), LIVENESS);
                cluster.heal();
                usable(pool, leader.address());
                writers.awaitAcks(ENOUGH, System.nanoTime(), LIVENESS);
            }
            Standstills since = new Standstills(struck, writers.acks(), yardstick);
            tell(writers, since, elections.read());
            judgeWrites(writers);
            assertThat(since.mostOfOurs().ours())
                    .as("while the cluster took writes, and the pool got none through")
                    .isLessThanOrEqualTo(OURS);
            return since.longest();
        } finally {
            cluster.heal();
        }
    }

    private ClusterPool<KVBlockingStub> pool() {
        return ClusterPool.builder(KVGrpc::newBlockingStub)
                .name("etcd")
                .seeds(cluster.seeds())
                .nodes(NodeOptions.plaintext())
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(ATTEMPT))
                .build();
    }

    /**
     * I9: with no restart of ours, the member that is well again serves. Single reads may fail on a busy machine, or be held
     * up by a member that is slow for a moment: so several readers ask side by side.
     */
    private static void usable(ClusterPool<KVBlockingStub> pool, Address member) throws InterruptedException {
        CountDownLatch serves = new CountDownLatch(1);
        ScheduledExecutorService readers = Executors.newScheduledThreadPool(READERS);
        try {
            for (int i = 0; i < READERS; i++) {
                var unused = readers.scheduleWithFixedDelay(
                        () -> read(pool, member, serves), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
            assertThat(serves.await(RECOVERY.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s serves again within %s", member, RECOVERY)
                    .isTrue();
        } finally {
            readers.shutdownNow();
        }
    }

    private static void read(ClusterPool<KVBlockingStub> pool, Address member, CountDownLatch serves) {
        try {
            pool.execute(IDEMPOTENT, (kv, context) -> {
                RangeResponse got = kv.range(Etcd.get("started"));
                if (context.endpoint().equals(member)) {
                    serves.countDown();
                }
                return got;
            });
        } catch (StatusRuntimeException notYet) {
            // the next one, then
        }
    }

    private void tell(Writers writers, Standstills since, String elections) {
        Standstill longest = since.longest();
        System.out.printf(
                "%s %d acknowledged, %d failed, %d unknown, gap %s, for one writer %s%n",
                prefix,
                writers.acked().size(),
                writers.failed().size(),
                writers.unknown().size(),
                longest,
                since.mostOfOneWriters());
        Standstill ours = since.mostOfOurs();
        Standstill worst = ours.ours().compareTo(OURS) > 0 ? ours : longest;
        if (worst == ours || worst.length().compareTo(LeaderLossIT.USUAL) > 0) {
            System.out.println(prefix + " this JVM stood still for up to "
                    + since.stall(worst).toMillis() + " ms; " + writers.story(worst) + "\nelections:" + elections);
        }
    }

    private void judgeWrites(Writers writers) {
        Set<String> there = cluster.keys(prefix);

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
    interface Fault {
        void strike(EtcdMember leader) throws Exception;
    }
}
