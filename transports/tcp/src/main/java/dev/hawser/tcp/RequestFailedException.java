// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.HawserException;
import org.jspecify.annotations.Nullable;

/**
 * A multiplexed request has no answer. Says why, and whether the peer can have got it.
 *
 * <p>{@link Delivery#NOT_SENT} is certain: not one whole frame has left, and the request can be sent again, to anybody.
 * {@link Delivery#UNKNOWN} means that the peer may have received it, and acted on it, and only the answer is missing;
 * whether it can be sent again depends on what it does.
 */
public final class RequestFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final long id;
    private final Reason reason;
    private final Delivery delivery;

    RequestFailedException(long id, Reason reason, Delivery delivery, String what, @Nullable Throwable cause) {
        super(
                "request " + Long.toUnsignedString(id) + ": " + what + "; "
                        + (delivery == Delivery.NOT_SENT ? "not sent" : "sent, outcome unknown"),
                cause);
        this.id = id;
        this.reason = reason;
        this.delivery = delivery;
    }

    /** Of the request; unsigned. 0 if it failed before it had one. */
    public long id() {
        return id;
    }

    public Reason reason() {
        return reason;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** Whether another connection might do what this one did not, and no harm can come of it. */
    boolean maySendElsewhere() {
        return delivery == Delivery.NOT_SENT && (reason == Reason.CONNECTION_LOST || reason == Reason.CLOSED);
    }

    /** Why there is no answer. */
    public enum Reason {
        /** Its time passed. */
        TIMED_OUT,
        /** The connection was lost, or was closed because of what the peer sent or did not send; see the cause. */
        CONNECTION_LOST,
        /** The connection or the pool was closed by its owner. */
        CLOSED,
        /** Its id is that of another request that waits for an answer, or whose answer may still come. */
        DUPLICATE_ID,
        /** Too many requests are in flight on the connection. */
        TOO_MANY,
        /** Too many bytes wait to be written, because the peer does not read as fast as requests come. */
        BACKLOG,
        /** The pool had no connection for it; see the cause. */
        NO_CONNECTION,
        /** It cannot be put into a frame. */
        UNFIT
    }

    /** Whether the peer can have got the request. */
    public enum Delivery {
        NOT_SENT,
        UNKNOWN
    }
}
