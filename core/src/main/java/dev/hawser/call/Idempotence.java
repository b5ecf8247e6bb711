// SPDX-License-Identifier: Apache-2.0
package dev.hawser.call;

/** Whether a call may safely run more than once. Nobody but its author can know. */
public enum Idempotence {
    /** Running it twice comes to the same as running it once: it may be repeated after any transient failure. */
    IDEMPOTENT,
    /** It is repeated only if the failure proves that no server processed it. */
    NOT_IDEMPOTENT
}
