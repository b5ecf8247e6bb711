// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import static java.util.Objects.requireNonNull;

import dev.hawser.benchmarks.Crew;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Makes sure that a pool's channels are open before anything is measured. */
final class Warm {

    private static final int CALLS = 100;
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Warm() {}

    /** Makes calls until many in a row have ended well twice, with time between to what goes on in the background. */
    static void untilReady(Channel channel) {
        long end = System.nanoTime() + LIMIT_NANOS;
        Status status = calls(channel, end);
        while (!status.isOk() && System.nanoTime() - end < 0) { // a machine that is busy may need its time
            Crew.pause(SETTLE_NANOS);
            status = calls(channel, end);
        }
        Crew.pause(SETTLE_NANOS);
        Status again = status.isOk() ? calls(channel, end) : status;
        if (!again.isOk()) {
            throw new IllegalStateException("warm-up: " + again);
        }
    }

    /** OK, or how one that failed ended. */
    private static Status calls(Channel channel, long end) {
        AtomicInteger ended = new AtomicInteger();
        AtomicReference<Status> worst = new AtomicReference<>(Status.OK);
        for (int i = 0; i < CALLS; i++) {
            ClientCall<byte[], byte[]> call = channel.newCall(Echo.IDEMPOTENT, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            if (!status.isOk()) {
                                worst.set(status);
                            }
                            ended.incrementAndGet();
                        }
                    },
                    new Metadata());
            call.request(2);
            call.sendMessage(new byte[0]);
            call.halfClose();
        }
        while (ended.get() < CALLS) {
            if (System.nanoTime() - end > 0) {
                return Status.DEADLINE_EXCEEDED.withDescription(ended + " of " + CALLS + " calls ended");
            }
            Thread.onSpinWait();
        }
        return requireNonNull(worst.get());
    }
}
