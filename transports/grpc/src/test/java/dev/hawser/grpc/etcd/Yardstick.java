// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When the cluster took writes, whoever asked: every 50 ms each member is asked to write, over a plain channel, whatever
 * became of the writes before. While nothing is acknowledged here, nothing could have been acknowledged to a pool: that is
 * the time of the cluster (an election, votes without a winner, a disk) or of a machine that left it or this JVM none.
 * What a pool needs beyond it is the pool's own.
 */
final class Yardstick implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(50);

    /** Five beats without an answer; less is only the way there and back on a busy machine. */
    private static final Duration OUTAGE = Duration.ofMillis(250);

    /** A member that is looking for a leader may keep a write until there is one. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<ManagedChannel> members;
    private final Queue<Long> acks = new ConcurrentLinkedQueue<>();
    private final Queue<Long> beats = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "yardstick"));

    /** @param members a channel to each; they stay the caller's */
    Yardstick(List<ManagedChannel> members) {
        this.members = List.copyOf(members);
    }

    Yardstick start() {
        var unused = clock.scheduleAtFixedRate(this::beat, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void beat() {
        beats.add(System.nanoTime());
        members.forEach(this::write);
    }

    private void write(ManagedChannel member) {
        KVGrpc.newStub(member)
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .put(Etcd.put("yardstick", ""), new StreamObserver<>() {
                    @Override
                    public void onNext(PutResponse done) {
                        acks.add(System.nanoTime());
                    }

                    @Override
                    public void onError(Throwable cause) {
                        member.resetConnectBackoff(); // else a member that is back would be found late
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    /** How much of that time the cluster took no writes; none of a time too short to tell. */
    Duration outage(long from, long to) {
        return to - from <= OUTAGE.toNanos() ? Duration.ZERO : outage(inOrder(acks), from, to);
    }

    /** What of that time lies between two acknowledgements too far from each other. */
    static Duration outage(List<Long> acks, long from, long to) {
        long sum = 0;
        for (int i = 1; i < acks.size(); i++) {
            long last = acks.get(i - 1);
            long next = acks.get(i);
            if (next - last > OUTAGE.toNanos()) {
                sum += Math.max(0, Math.min(next - from, to - from) - Math.max(last - from, 0));
            }
        }
        return Duration.ofNanos(sum);
    }

    /** The longest that this JVM stood still in that time, be it for the garbage collector or for want of a CPU. */
    Duration stall(long from, long to) {
        List<Long> inOrder = inOrder(beats);
        long longest = 0;
        for (int i = 1; i < inOrder.size(); i++) {
            if (inOrder.get(i) - from > 0 && inOrder.get(i - 1) - to < 0) {
                longest = Math.max(longest, inOrder.get(i) - inOrder.get(i - 1) - PACE.toNanos());
            }
        }
        return Duration.ofNanos(longest);
    }

    private static List<Long> inOrder(Queue<Long> moments) {
        List<Long> inOrder = new ArrayList<>(moments);
        inOrder.sort((a, b) -> Long.signum(a - b));
        return inOrder;
    }

    /** Asks no more; what was seen stays. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
