// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.Choice;
import dev.hawser.failover.RetryPolicy;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A call that may take several attempts, one after another, or wait for a connection. Each thing the caller does is a step
 * of its {@link Course}: done at once, or left to the thread that is at another step.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class FailoverCall<ReqT, RespT> extends ClientCall<ReqT, RespT> {
    private final Course<ReqT, RespT> course;
    private final Serial serial;

    FailoverCall(
            Calls calls, MethodDescriptor<ReqT, RespT> method, CallOptions options, Choice choice, RetryPolicy policy) {
        this.course = new Course<>(calls, method, options, choice, policy);
        this.serial = course.serial;
    }

    @Override
    public void start(Listener<RespT> responses, Metadata headers) {
        if (course.isStarted() || course.isCancelled()) {
            throw new IllegalStateException("call to " + course.method.getFullMethodName() + " was "
                    + (course.isCancelled() ? "cancelled before its start" : "started twice"));
        }
        Context context = Context.current();
        if (serial.tryEnter()) {
            try {
                course.begin(responses, headers, context);
            } finally {
                serial.exit();
            }
        } else {
            serial.run(() -> course.begin(responses, headers, context));
        }
    }

    @Override
    public void sendMessage(ReqT message) {
        if (serial.tryEnter()) {
            try {
                course.send(message);
            } finally {
                serial.exit();
            }
        } else {
            serial.run(() -> course.send(message));
        }
    }

    @Override
    public void halfClose() {
        if (serial.tryEnter()) {
            try {
                course.endRequests();
            } finally {
                serial.exit();
            }
        } else {
            serial.run(course::endRequests);
        }
    }

    @Override
    public void request(int responses) {
        if (serial.tryEnter()) {
            try {
                course.demand(responses);
            } finally {
                serial.exit();
            }
        } else {
            serial.run(() -> course.demand(responses));
        }
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        serial.run(() -> course.compress(enabled));
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        serial.run(() -> course.giveUp(message, cause));
    }

    /**
     * Whether the attempt under way takes more; what is sent in between is kept all the same. While messages lie about that
     * another thread, or this one further out, is going to pass on, the answer is no, and {@code onReady} follows.
     */
    @Override
    public boolean isReady() {
        if (serial.hasBacklog()) {
            course.oweReady();
            if (serial.hasBacklog()) {
                return false;
            }
        }
        ClientCall<ReqT, RespT> inner = course.inner();
        return inner != null && inner.isReady();
    }

    @Override
    public Attributes getAttributes() {
        ClientCall<ReqT, RespT> inner = course.inner();
        return inner == null ? Attributes.EMPTY : inner.getAttributes();
    }
}
