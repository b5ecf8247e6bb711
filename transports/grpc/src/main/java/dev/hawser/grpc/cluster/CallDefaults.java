// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.CallSettings;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.time.Duration;

/**
 * Gives calls to a node what their stub has not said. Within an operation that is the operation's deadline, or the stub's if
 * it is sooner, and a single attempt with the time-out of the operation's attempt: it is the operation that is tried
 * again. The time-out is not a deadline, because the end of a deadline says nothing against a server. Outside of an
 * operation it is the retry policy.
 */
final class CallDefaults implements ClientInterceptor {

    private static final RetryPolicy ONE_ATTEMPT = RetryPolicy.never();

    private final RetryPolicy retry;

    CallDefaults(RetryPolicy retry) {
        this.retry = retry;
    }

    @Override
    public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        ExecutionContext attempt = ExecutionContext.CURRENT.get();
        if (attempt == null) {
            return next.newCall(method, outside(options));
        }
        attempt.calls(method.getFullMethodName());
        return next.newCall(method, within(attempt, options));
    }

    private CallOptions outside(CallOptions options) {
        return options.getOption(CallSettings.RETRY) == null ? options.withOption(CallSettings.RETRY, retry) : options;
    }

    private static CallOptions within(ExecutionContext attempt, CallOptions options) {
        Deadline own = options.getDeadline();
        Deadline all = attempt.deadlineOfAll();
        Duration timeout = Duration.ofNanos(Math.max(1, attempt.remainingNanos()));
        return options.withDeadline(own == null ? all : own.minimum(all))
                .withOption(CallSettings.TELL_FAILURE, false) // the operation's failure is told
                .withOption(CallSettings.RETRY, ONE_ATTEMPT.withAttemptTimeout(timeout));
    }
}
