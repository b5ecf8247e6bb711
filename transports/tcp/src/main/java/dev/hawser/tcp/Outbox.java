// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a stream, one after the other, from many threads.
 *
 * <p>A frame that finds nobody writing is written by its own caller, which costs no change of threads. Any other is
 * queued, and a thread of the executor writes what is queued, many frames at a time. So a caller never waits for the
 * frame of somebody else.
 */
final class Outbox {
    /*
     * State        writing: whether some thread owns the stream. queue: frames that nobody has begun to write.
     *              queuedBytes: their sum, those withdrawn included until the writer comes across them.
     * Who changes  writing: false→true by CAS, any thread; back by its owner. queue: added to by any thread, polled by
     *              the owner.
     * Never        a lock; a caller writing another's frame; a frame begun and not finished, unless the stream breaks.
     * Hot path     one CAS, one write, one look at the queue.
     * Why it holds No frame is left behind: who adds one tries to own the stream afterwards, and who gives the stream
     *              up looks at the queue afterwards. All four are volatile, so at least one of two that meet sees the
     *              other, and the CAS lets one in.
     *              Order: a direct write needs an empty queue, so that a busy caller cannot starve the queued for long.
     */

    /** Frames are gathered up to this size, which one TLS record or a few segments can carry. */
    private static final int BATCH_BYTES = 16 * 1024;

    private final OutputStream out;
    private final Executor executor;
    private final int maxQueuedBytes;
    private final Consumer<Throwable> onBroken;
    private final Queue<Request> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicInteger queuedBytes = new AtomicInteger();

    Outbox(OutputStream out, Executor executor, int maxQueuedBytes, Consumer<Throwable> onBroken) {
        this.out = out;
        this.executor = executor;
        this.maxQueuedBytes = maxQueuedBytes;
        this.onBroken = onBroken;
    }

    /** Writes a request or queues it; false if too much is queued. A failure to write goes to {@code onBroken}. */
    boolean write(Request request) {
        if (queue.isEmpty() && writing.compareAndSet(false, true)) {
            boolean intact = write(List.of(request));
            // After a failure nobody owns the stream ever again.
            if (intact) {
                writing.set(false);
                flushSoon();
            }
            return true;
        }
        // A single frame always has room, or one longer than the limit never would.
        int before = queuedBytes.getAndAdd(request.length);
        if (before > 0 && before + (long) request.length > maxQueuedBytes) {
            queuedBytes.addAndGet(-request.length);
            return false;
        }
        queue.add(request);
        flushSoon();
        return true;
    }

    private void flushSoon() {
        if (!queue.isEmpty() && writing.compareAndSet(false, true)) {
            try {
                executor.execute(this::flush);
            } catch (RejectedExecutionException e) {
                onBroken.accept(e);
            }
        }
    }

    private void flush() {
        boolean intact = true;
        while (intact && !queue.isEmpty()) {
            intact = write(nextBatch());
        }
        if (intact) {
            writing.set(false);
            flushSoon();
        }
    }

    private List<Request> nextBatch() {
        List<Request> batch = new ArrayList<>();
        int bytes = 0;
        for (Request next = queue.peek(); next != null; next = queue.peek()) {
            if (!batch.isEmpty() && bytes + (long) next.length > BATCH_BYTES) {
                break;
            }
            queue.remove();
            queuedBytes.addAndGet(-next.length);
            batch.add(next);
            bytes += next.length;
        }
        return batch;
    }

    private boolean write(List<Request> batch) {
        List<Request> taken = new ArrayList<>(batch.size());
        List<ByteBuffer> frames = new ArrayList<>(batch.size());
        for (Request request : batch) {
            ByteBuffer frame = request.take();
            if (frame != null) {
                taken.add(request);
                frames.add(frame);
            }
        }
        try {
            ByteBuffer bytes = joined(frames);
            if (bytes != null) {
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            taken.forEach(Request::written);
            return true;
        } catch (IOException | RuntimeException e) {
            onBroken.accept(e);
            return false;
        }
    }

    private static @Nullable ByteBuffer joined(List<ByteBuffer> frames) {
        if (frames.size() < 2) {
            return frames.isEmpty() ? null : frames.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(ByteBuffer::remaining).sum());
        frames.forEach(all::put);
        return all.flip();
    }

    int queuedBytes() {
        return queuedBytes.get();
    }
}
