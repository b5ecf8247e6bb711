// SPDX-License-Identifier: Apache-2.0
/** A server that dies and comes back, and a spike of callers: how calm a pool stays. */
@NullMarked
package dev.hawser.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
