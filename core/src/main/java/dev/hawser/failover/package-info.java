// SPDX-License-Identifier: Apache-2.0
/**
 * Whether and when to try again. A {@link dev.hawser.failover.Backoff} is a plan without state: whoever fails counts,
 * and asks how long the n-th failure in a row has to wait.
 */
@NullMarked
package dev.hawser.failover;

import org.jspecify.annotations.NullMarked;
