// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Outcome;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Makes the calls of one channel, and holds what they share. Safe for use by any thread. */
final class Calls {
    private final SharedPool<ManagedChannel> pool;
    private final Terms terms;
    private final Means means;
    private final AtomicLong buffered = new AtomicLong();
    private final LongAdder retries = new LongAdder();
    private final Set<Course<?, ?>> unconnected = ConcurrentHashMap.newKeySet();
    private volatile Admission admission = Admission.OPEN;

    Calls(SharedPool<ManagedChannel> pool, Terms terms, Means means) {
        this.pool = pool;
        this.terms = terms;
        this.means = means;
    }

    /** A call to any endpoint. */
    <ReqT, RespT> ClientCall<ReqT, RespT> newCall(MethodDescriptor<ReqT, RespT> method, CallOptions options) {
        return newCall(method, options, Choice.ANY, terms.retry());
    }

    <ReqT, RespT> ClientCall<ReqT, RespT> newCall(
            MethodDescriptor<ReqT, RespT> method, CallOptions options, Choice choice, RetryPolicy otherwise) {
        RetryPolicy own = options.getOption(CallSettings.RETRY);
        RetryPolicy policy = own == null ? otherwise : own;
        boolean once = policy.maxAttempts() == 1 && policy.attemptTimeout().isEmpty();
        return once
                ? new DirectCall<>(this, method, options, choice)
                : new FailoverCall<>(this, method, options, choice, policy);
    }

    SharedPool<ManagedChannel> pool() {
        return pool;
    }

    Terms terms() {
        return terms;
    }

    Means means() {
        return means;
    }

    /** Retries that could be made now. */
    OptionalDouble budgetLevel() {
        return terms.budget().level(pool.nanoTime());
    }

    <ReqT> Replay<ReqT> newReplay() {
        return new Replay<>(terms.buffers(), buffered);
    }

    /** Tells the caller something that no attempt tells, where the caller wants to be told. */
    void tell(CallOptions options, Context context, Runnable news) {
        Executor own = options.getExecutor();
        Executor executor = own == null ? means.executor() : own;
        try {
            executor.execute(context.wrap(news));
        } catch (RejectedExecutionException e) {
            news.run(); // better on this thread than never
        }
    }

    /** Tells listeners that an attempt was not the last. */
    void retried(MethodDescriptor<?, ?> method, AttemptCall<?, ?> attempt, String result, long delayNanos) {
        retries.increment();
        pool.tell(new PoolEvent.CallRetried(
                means.name(),
                method.getFullMethodName(),
                Optional.of(attempt.endpoint()),
                attempt.number(),
                result,
                Duration.ofNanos(delayNanos)));
    }

    /** Tells listeners that a call has failed for good, if it is one by itself. */
    void failed(MethodDescriptor<?, ?> method, CallOptions options, Outcome outcome, OptionalLong took, Report report) {
        if (options.getOption(CallSettings.TELL_FAILURE)) {
            pool.tell(new PoolEvent.CallFailed(
                    means.name(),
                    method.getFullMethodName(),
                    outcome,
                    Report.duration(took),
                    report.summary(took),
                    report.tried()));
        }
    }

    /** Attempts that failed and were not the last, since the beginning. */
    long retries() {
        return retries.sum();
    }

    /** A call has no connection, because it waits for one or for the end of a backoff. */
    void disconnected(Course<?, ?> call) {
        unconnected.add(call);
    }

    void connected(Course<?, ?> call) {
        unconnected.remove(call);
    }

    /** Whether no call is under way, waiting or about to be tried again. */
    boolean isQuiet() {
        return unconnected.isEmpty() && pool.snapshot().inFlight() == 0;
    }

    Admission admission() {
        return admission;
    }

    /** Only ever forward. */
    void admit(Admission next) {
        admission = next;
        if (next == Admission.NOTHING) {
            unconnected.forEach(Course::hurry);
        }
    }

    /** What is let through. */
    enum Admission {
        OPEN,
        /** No new calls; those that there are may be tried again. */
        NO_CALLS,
        /** Nothing. */
        NOTHING
    }
}
