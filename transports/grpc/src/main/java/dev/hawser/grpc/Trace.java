// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * How far one attempt came on its way to the server, as the transport tells. Written by the transport's threads, read when the
 * attempt has ended.
 *
 * <p>When the transport repeats a stream by itself, because the server's library refused it or it never left, that is
 * proof that the one before had no effect, and the trace begins anew.
 */
final class Trace extends ClientStreamTracer {
    private volatile boolean created;
    private volatile boolean sent;
    private volatile boolean answered;

    /** The options with which the attempt is to be made. */
    CallOptions in(CallOptions options) {
        return options.withStreamTracerFactory(new Tracing(this));
    }

    /**
     * Whether the failed attempt is proven never to have reached a server's application. Either no stream was created on a
     * connection; or one was, but the connection ended before it was written, and nothing is written on it any more; or the
     * server's library refused it, or named an earlier one as the last in its goodbye. A stream that we ended ourselves while it was to be written proves nothing: it may yet be.
     */
    boolean provesUnsent(Status status) {
        if (!created) {
            return true;
        }
        if (answered || status.getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        return !sent || Failures.provesUnsent(status);
    }

    /** Whether the server said something, so that a status is its own and not one that was made here. */
    boolean isAnswered() {
        return answered;
    }

    @Override
    public void streamCreated(Attributes transport, Metadata headers) {
        created = true;
    }

    @Override
    public void outboundHeaders() {
        created = true;
        sent = true;
    }

    @Override
    public void inboundHeaders() {
        answered = true;
    }

    @Override
    public void inboundTrailers(Metadata trailers) {
        answered = true;
    }

    private void again() {
        created = false;
        sent = false;
        answered = false;
    }

    private static final class Tracing extends ClientStreamTracer.Factory {
        private final Trace trace;

        Tracing(Trace trace) {
            this.trace = trace;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
            if (info.isTransparentRetry()) {
                trace.again();
            }
            return trace;
        }
    }
}
