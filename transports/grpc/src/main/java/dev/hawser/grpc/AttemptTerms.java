// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.failover.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What one attempt gets of what the caller gave to the call. */
final class AttemptTerms {
    private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
            Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

    private AttemptTerms() {}

    /**
     * A unary attempt that has a time-out carries it as its deadline, so that the server hears of it too. A stream
     * may last; only its first answer is waited for, by a timer.
     */
    static CallOptions options(RetryPolicy policy, MethodDescriptor<?, ?> method, CallOptions options) {
        CallOptions own = options.isWaitForReady() ? options.withoutWaitForReady() : options; // the pool waits
        if (policy.attemptTimeout().isEmpty() || method.getType() != MethodType.UNARY) {
            return own;
        }
        Duration timeout = policy.attemptTimeout().get();
        Deadline end = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
        Deadline all = own.getDeadline();
        return all != null && all.isBefore(end) ? own : own.withDeadline(end);
    }

    /** A copy, since what is below adds to it; from the second attempt on it says how many came before (gRFC A6). */
    static Metadata headers(Metadata original, int attempt) {
        Metadata copy = new Metadata();
        copy.merge(original);
        if (attempt > 1) {
            copy.discardAll(PREVIOUS_ATTEMPTS);
            copy.put(PREVIOUS_ATTEMPTS, Integer.toString(attempt - 1));
        }
        return copy;
    }
}
