// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request on its way through a multiplexed connection. */
final class Request {
    /*
     * State        frame: bytes ─taken by the writer→ null, or ─withdrawn→ null. written: false → true, after taken.
     * Who changes  frame: writer or withdrawer, by one swap. written: the writer. settled: who took the request out of
     *              the connection's table, before completing the answer.
     * Never        completes the answer by itself.
     * Hot path     two swaps, no lock.
     * Why it holds The swap hands the bytes to one of the two. The withdrawer knows then that nothing of the request
     *              has left or ever will; the writer, that the peer may have it from now on.
     */
    final long id;
    final int length;
    final Duration timeout;
    final CompletableFuture<Frame> answer = new CompletableFuture<>();
    private final AtomicReference<@Nullable ByteBuffer> frame;
    private volatile boolean written;
    private volatile boolean settled;
    private volatile Time.@Nullable Scheduled deadline;

    Request(long id, ByteBuffer frame, Duration timeout) {
        this.id = id;
        this.frame = new AtomicReference<>(frame);
        this.length = frame.remaining();
        this.timeout = timeout;
    }

    /** The bytes to write, or null if the request was withdrawn. */
    @Nullable
    ByteBuffer take() {
        return frame.getAndSet(null);
    }

    void written() {
        written = true;
    }

    /** Whether the writer is in the middle of it; also {@code true} for a request that was withdrawn. */
    boolean isStuck() {
        return frame.get() == null && !written;
    }

    boolean isQueued() {
        return frame.get() != null;
    }

    /** Makes sure that it is not sent any more, and says whether that came in time. */
    Delivery withdraw() {
        return frame.getAndSet(null) != null ? Delivery.NOT_SENT : Delivery.UNKNOWN;
    }

    void expireBy(Time.Scheduled timer) {
        deadline = timer;
        if (settled) {
            timer.cancel();
        }
    }

    void settle() {
        settled = true;
        Time.Scheduled timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
    }

    boolean isSettled() {
        return settled;
    }
}
