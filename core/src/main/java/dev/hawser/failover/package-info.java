// SPDX-License-Identifier: Apache-2.0
/**
 * Whether and when to try again. Plain objects that get {@code now} and answer; whoever owns them waits and sends.
 *
 * <p>A {@link dev.hawser.failover.Backoff} is a plan without state: whoever fails counts, and asks how long the n-th
 * failure in a row has to wait. A {@link dev.hawser.failover.RetryPolicy} says what is worth repeating, and
 * {@link dev.hawser.failover.Retries} apply it to one call. A {@link dev.hawser.failover.RetryBudget} bounds what all
 * calls to a target may repeat together.
 *
 * <pre>
 * attempt ─ok──────────────────────────────────────→ OK
 *    │ └─no: answer is final, or not retried,
 *    │       or may have run and isn't idempotent,
 *    │       or no attempts, time or budget left ──→ FAILED if no attempt can have run, else UNKNOWN
 *    └─no, and worth it ─wait─→ attempt
 * </pre>
 */
@NullMarked
package dev.hawser.failover;

import org.jspecify.annotations.NullMarked;
