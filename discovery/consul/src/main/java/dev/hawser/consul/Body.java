// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read by one thread while it comes in, with a bound, and abandoned by any thread.
 *
 * <p>The JDK's own stream of a body does not wake its reader when it is closed, so that a server that stops in the middle
 * would hold the thread.
 */
final class Body extends InputStream implements BodySubscriber<Body> {
    /** Batches of 16 KiB each, so that neither the network nor the reader waits for the other at every one. */
    private static final int AHEAD = 8;

    /*
     * State        A queue of parts, of which the last is an end: the body's, or an exception.
     * Who changes  The HTTP client adds buffers, one batch for each that the reader has asked for, and the end. Any thread
     *              adds an exception by abandon(). The reader takes.
     * Never        are more than AHEAD batches in the queue, since the next is asked for when one has been used up.
     * Hot path     none.
     * Why it holds The reader waits for a part only after asking for one, and whoever abandons adds one; the queue has no
     *              bound, so adding never waits. `abandoned` is set before the part is added, so a reader with buffers
     *              left sees it at its next call. Who abandons before there is a subscription has it cancelled as it comes.
     */
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final long most;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable IOException abandoned;
    private Part current = Part.NOTHING;
    private boolean started;
    private long read;

    private record Part(List<ByteBuffer> buffers, @Nullable Throwable error, boolean last) {
        static final Part NOTHING = new Part(List.of(), null, false);
    }

    /** @param most bytes; a longer body fails to be read */
    Body(long most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Body> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (abandoned != null) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Part(List.copyOf(buffers), null, false));
    }

    @Override
    public void onError(Throwable cause) {
        parts.add(new Part(List.of(), cause, true));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), null, true));
    }

    /** Ends the reading with this cause, and the connection as well. */
    void abandon(IOException cause) {
        abandoned = cause;
        parts.add(new Part(List.of(), cause, true));
        Flow.Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, offset, count);
        read += count;
        if (read > most) {
            throw new IOException("more than " + most + " bytes (expected: no more, see maxAnswer)");
        }
        return count;
    }

    /** The buffer to read from; null at the end. */
    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            IOException cause = abandoned;
            if (cause != null) {
                throw cause;
            }
            for (ByteBuffer buffer : current.buffers) {
                if (buffer.hasRemaining()) {
                    return buffer;
                }
            }
            if (current.error != null) {
                throw new IOException("the answer broke off: " + current.error.getMessage(), current.error);
            }
            if (current.last) {
                return null;
            }
            Flow.Subscription given = subscription;
            if (given != null && started) { // the first were asked for at the beginning
                given.request(1);
            }
            started = true;
            current = take();
        }
    }

    private Part take() throws IOException {
        try {
            return parts.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading the answer");
        }
    }
}
