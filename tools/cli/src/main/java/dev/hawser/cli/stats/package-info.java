// SPDX-License-Identifier: Apache-2.0
/** What was measured: latencies, counts per server, failures by cause. Plain sums, no clocks and no output. */
@NullMarked
package dev.hawser.cli.stats;

import org.jspecify.annotations.NullMarked;
