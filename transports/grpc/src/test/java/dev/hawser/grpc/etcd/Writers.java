// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.awaitility.Awaitility.await;

import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.cluster.ClusterPool;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Eight threads that write unique keys as fast as they are acknowledged. Half of them put, and say that this may be repeated;
 * the other half create the key in a transaction that must not be, so a repeated one shows: it finds its key there.
 */
final class Writers implements AutoCloseable {

    private static final int COUNT = 8;

    private final ClusterPool<KVBlockingStub> pool;
    private final String prefix;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final Queue<String> unknown = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Queue<String> repeated = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    Writers(ClusterPool<KVBlockingStub> pool, String prefix) {
        this.pool = pool;
        this.prefix = prefix;
    }

    Writers start() {
        for (int i = 0; i < COUNT; i++) {
            int writer = i;
            Thread thread = new Thread(() -> write(writer), "writer-" + i);
            thread.start();
            threads.add(thread);
        }
        return this;
    }

    private void write(int writer) {
        for (int n = 0; !over; n++) {
            String key = prefix + writer + "-" + n;
            long begun = System.nanoTime();
            try {
                if (writer % 2 == 0) {
                    pool.execute(Idempotence.IDEMPOTENT, kv -> kv.put(Etcd.put(key, key)));
                } else if (!pool.execute(kv -> kv.txn(Etcd.create(key, key))).getSucceeded()) {
                    repeated.add(key);
                }
                acks.add(new Ack(writer, key, begun, System.nanoTime()));
            } catch (StatusRuntimeException e) {
                Outcome outcome = CallFailedException.in(e).orElseThrow().outcome();
                (outcome == Outcome.FAILED ? failed : unknown).add(key);
            }
        }
    }

    /** Waits until each writer has so many writes acknowledged that were begun after that moment. */
    Writers awaitAcks(int each, long since, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(20)).until(() -> {
            int[] seen = new int[COUNT];
            acks.forEach(ack -> seen[ack.writer] += ack.begun - since > 0 ? 1 : 0);
            for (int count : seen) {
                if (count < each) {
                    return false;
                }
            }
            return true;
        });
        return this;
    }

    List<Ack> acks() {
        return List.copyOf(acks);
    }

    List<String> acked() {
        return acks.stream().map(Ack::key).toList();
    }

    List<String> failed() {
        return List.copyOf(failed);
    }

    List<String> unknown() {
        return List.copyOf(unknown);
    }

    List<String> repeated() {
        return List.copyOf(repeated);
    }

    /** The longest time without an acknowledgement. */
    Duration longestGap() {
        List<Ack> inOrder =
                acks.stream().sorted((a, b) -> Long.signum(a.at - b.at)).toList();
        long longest = 0;
        for (int i = 1; i < inOrder.size(); i++) {
            longest = Math.max(longest, inOrder.get(i).at - inOrder.get(i - 1).at);
        }
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** An acknowledged write. */
    record Ack(int writer, String key, long begun, long at) {}
}
