// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.awaitility.Awaitility.await;

import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.Operation;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Eight threads that write unique keys as fast as they are acknowledged. Half of them put, and say that this may be repeated;
 * the other half create the key in a transaction that must not be, so a repeated one shows: it finds its key there.
 */
final class Writers implements AutoCloseable {

    static final int COUNT = 8;

    private final ClusterPool<KVBlockingStub> pool;
    private final String prefix;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final Queue<Miss> misses = new ConcurrentLinkedQueue<>();
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
                    pool.execute(Idempotence.IDEMPOTENT, traced(writer, kv -> kv.put(Etcd.put(key, key))));
                } else if (!pool.execute(
                                Idempotence.NOT_IDEMPOTENT, traced(writer, kv -> kv.txn(Etcd.create(key, key))))
                        .getSucceeded()) {
                    repeated.add(key);
                }
                acks.add(new Ack(writer, key, begun, System.nanoTime()));
            } catch (StatusRuntimeException e) {
                Outcome outcome = CallFailedException.in(e).orElseThrow().outcome();
                (outcome == Outcome.FAILED ? failed : unknown).add(key);
            }
        }
    }

    /** The same operation, with a note about each of its attempts that didn't succeed. */
    private <R> Operation.InContext<KVBlockingStub, R, RuntimeException> traced(
            int writer, Function<KVBlockingStub, R> call) {
        return (kv, context) -> {
            long begun = System.nanoTime();
            try {
                return call.apply(kv);
            } catch (RuntimeException e) {
                String what = "writer " + writer + ", attempt " + context.attempt() + " at " + context.endpoint();
                misses.add(new Miss(what, begun, System.nanoTime(), String.valueOf(e.getMessage())));
                throw e;
            }
        };
    }

    /** Which attempts failed meanwhile, to see whose time it was. */
    String story(Standstill when) {
        StringBuilder story = new StringBuilder("after the last acknowledgement, in ms:");
        misses.stream()
                .filter(miss -> miss.ended - when.from() >= 0 && miss.begun - when.to() < 0)
                .forEach(miss -> story.append("\n  ")
                        .append((miss.begun - when.from()) / 1_000_000)
                        .append(" to ")
                        .append((miss.ended - when.from()) / 1_000_000)
                        .append(": ")
                        .append(miss.what)
                        .append(": ")
                        .append(miss.why));
        return story.toString();
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

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** An acknowledged write. */
    record Ack(int writer, String key, long begun, long at) {}

    private record Miss(String what, long begun, long ended, String why) {}
}
