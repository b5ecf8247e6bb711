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
 *                                              any ─drained by an operator→ DRAINING ─taken back→ IDLE or DOWN
 * </pre>
 *
 * <p>UP becomes EJECTED where health is watched, which is in pools whose connections are shared, and UP again.
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
    /** Connected, and left alone for a while because its calls or its health checks fail. */
    EJECTED,
    /** Removed by discovery, or drained by an operator: gets nothing new, and finishes what it has. */
    DRAINING
}
