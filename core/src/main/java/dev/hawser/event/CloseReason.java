// SPDX-License-Identifier: Apache-2.0
package dev.hawser.event;

/** Why the pool closed a connection. */
public enum CloseReason {
    /** Its holder discarded it. */
    DISCARDED,
    /** It failed in its holder's hands and was closed instead of returned. */
    BROKEN,
    /** A check of an idle connection failed. */
    PROBE_FAILED,
    /** The peer closed it, said goodbye, or the network broke it. */
    LOST,
    /** Nobody used it for the idle timeout. */
    IDLE_TIMEOUT,
    /** It reached its (jittered) maximum age. */
    MAX_LIFETIME,
    /** Discovery removed its endpoint. */
    ENDPOINT_REMOVED,
    /** An operator drained its endpoint. */
    ENDPOINT_DRAINED,
    /** It was opened after its time-out, and there was no room for it any more. */
    LATE,
    /** Its lease was lost: garbage-collected without having been closed. */
    LEAKED,
    /** The pool was closed. */
    POOL_CLOSED
}
