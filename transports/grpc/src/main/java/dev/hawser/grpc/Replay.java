// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ClientCall;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the caller has done so far in one call, so that it can be done again on another connection: the messages, half-close
 * and how many responses are wanted. Messages are kept as they are and not copied. Used by one step at a time.
 *
 * @param <ReqT> the request
 */
final class Replay<ReqT> {

    /** For messages whose size cannot be told before they are written; arbitrary. */
    private static final long GUESSED_SIZE = 1024;

    private final BufferLimits limits;
    private final AtomicLong channelBytes;
    private @Nullable Object first;
    private @Nullable List<Object> others;
    private int requested;
    private boolean halfClosed;
    private long bytes;
    private boolean counted;
    private boolean repeatable = true;
    private boolean keeps = true;

    /** @param channelBytes what all calls of the channel keep */
    Replay(BufferLimits limits, AtomicLong channelBytes) {
        this.limits = limits;
        this.channelBytes = channelBytes;
    }

    void message(ReqT message) {
        if (keeps) {
            measure(message);
            keep(message);
        }
    }

    void compression(boolean enabled) {
        if (keeps) {
            keep(enabled ? Compression.ON : Compression.OFF);
        }
    }

    void halfClose() {
        halfClosed = true;
    }

    void request(int responses) {
        long sum = (long) requested + responses;
        requested = (int) Math.min(sum, Integer.MAX_VALUE);
    }

    /** Whether the caller has sent all that it will. */
    boolean isComplete() {
        return halfClosed;
    }

    /** Whether everything is there that another attempt would have to send. */
    boolean isRepeatable() {
        return repeatable;
    }

    /** Does it all again. */
    void to(ClientCall<ReqT, ?> call) {
        if (requested > 0) {
            call.request(requested);
        }
        if (first != null) {
            send(first, call);
        }
        if (others != null) {
            others.forEach(each -> send(each, call));
        }
        if (halfClosed) {
            call.halfClose();
        }
        hasBeenSent();
    }

    /** There is an attempt that has it all: what cannot be repeated need not be kept. */
    void hasBeenSent() {
        if (!repeatable) {
            drop();
        }
    }

    /** There will be no other attempt. */
    void drop() {
        keeps = false;
        repeatable = false;
        first = null;
        others = null;
        if (counted) {
            counted = false;
            channelBytes.addAndGet(-bytes);
        }
    }

    private void keep(Object entry) {
        if (first == null) {
            first = entry;
        } else {
            if (others == null) {
                others = new ArrayList<>();
            }
            others.add(entry);
        }
    }

    @SuppressWarnings("unchecked") // whatever is no Compression came in as a ReqT
    private void send(Object entry, ClientCall<ReqT, ?> call) {
        if (entry instanceof Compression compression) {
            call.setMessageCompression(compression == Compression.ON);
        } else {
            call.sendMessage((ReqT) entry);
        }
    }

    private void measure(ReqT message) {
        long size = sizeOf(message);
        bytes += size;
        if (message instanceof InputStream || bytes > limits.perCall()) {
            repeatable = false; // a stream can be read once
        }
        if (bytes > BufferLimits.UNCOUNTED) {
            long all = channelBytes.addAndGet(counted ? size : bytes);
            counted = true;
            repeatable &= all <= limits.perChannel();
        }
    }

    private static long sizeOf(Object message) {
        if (message instanceof MessageLite proto) {
            return proto.getSerializedSize();
        }
        if (message instanceof byte[] array) {
            return array.length;
        }
        return message instanceof CharSequence text ? text.length() : GUESSED_SIZE;
    }

    private enum Compression {
        ON,
        OFF
    }
}
