// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

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
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(25);

    private Warm() {}

    /**
     * Makes calls until many in a row have ended well, and leaves time to what goes on in the background. The first connects
     * of a JVM may take longer than any later one, so the calls wait.
     */
    static void untilReady(Channel channel) {
        calls(channel);
        Crew.pause(SETTLE_NANOS);
        calls(channel);
    }

    private static void calls(Channel channel) {
        AtomicInteger ended = new AtomicInteger();
        AtomicReference<Status> last = new AtomicReference<>(Status.OK);
        for (int i = 0; i < CALLS; i++) {
            ClientCall<byte[], byte[]> call = channel.newCall(Echo.IDEMPOTENT, CallOptions.DEFAULT.withWaitForReady());
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            last.set(status);
                            ended.addAndGet(status.isOk() ? 1 : -2 * CALLS);
                        }
                    },
                    new Metadata());
            call.request(2);
            call.sendMessage(new byte[0]);
            call.halfClose();
        }
        long end = System.nanoTime() + LIMIT_NANOS;
        while (ended.get() < CALLS) {
            if (ended.get() < 0 || System.nanoTime() - end > 0) {
                throw new IllegalStateException("warm-up: not all of " + CALLS + " calls ended well: " + last);
            }
            Thread.onSpinWait();
        }
    }
}
