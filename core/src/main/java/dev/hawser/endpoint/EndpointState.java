// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

/**
 * How things stand with an endpoint, in one word.
 *
 * <pre>
 *   IDLE ─connect→ CONNECTING ─ok→ UP ─last connection gone→ IDLE
 *                     │  ↑          │
 *                  fail  backoff    └─last connection gone, connecting failed→ DOWN
 *                     ↓  ended
 *                    DOWN                      any ─removed→ DRAINING ─last lease ended→ (gone)
 * </pre>
 */
public enum EndpointState {
    /** Known, and not connected, because nobody has needed it yet or any more. */
    IDLE,
    /** The first connection is being opened. */
    CONNECTING,
    /** At least one connection is open. */
    UP,
    /** No connection is open, and the latest attempt failed. */
    DOWN,
    /** Removed by discovery; finishes what it has. */
    DRAINING
}
