// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Idempotence;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a channel's calls are told when they say nothing themselves.
 *
 * @param retry when to try again
 * @param budget shared by all calls
 * @param idempotent methods that may run twice
 * @param buffers how much may be kept for another attempt
 * @param defaultDeadline of unary calls that have none
 * @param hedging when idempotent unary calls that are slow ask another endpoint beside; absent never
 */
record Terms(
        RetryPolicy retry,
        RetryBudget budget,
        Predicate<MethodDescriptor<?, ?>> idempotent,
        BufferLimits buffers,
        Optional<Duration> defaultDeadline,
        Optional<Hedging> hedging) {

    /** The call's own word, then the channel's rule, then the method's descriptor. */
    Idempotence idempotenceOf(MethodDescriptor<?, ?> method, CallOptions options) {
        Idempotence own = options.getOption(CallSettings.IDEMPOTENCE);
        if (own != null) {
            return own;
        }
        boolean may = idempotent.test(method) || method.isIdempotent() || method.isSafe();
        return may ? Idempotence.IDEMPOTENT : Idempotence.NOT_IDEMPOTENT;
    }

    /** The options with a deadline, if the call is unary and has none. Streams may be meant to last. */
    CallOptions withDeadline(MethodDescriptor<?, ?> method, CallOptions options) {
        if (defaultDeadline.isEmpty()
                || method.getType() != MethodType.UNARY
                || options.getDeadline() != null
                || Context.current().getDeadline() != null) {
            return options;
        }
        return options.withDeadlineAfter(defaultDeadline.get().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether the call may ask other endpoints beside a slow first. */
    boolean hedges(RetryPolicy policy, MethodDescriptor<?, ?> method, CallOptions options) {
        return hedging.isPresent()
                && method.getType() == MethodType.UNARY
                && policy.maxAttempts() > 1
                && idempotenceOf(method, options) == Idempotence.IDEMPOTENT;
    }
}
