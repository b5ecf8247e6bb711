// SPDX-License-Identifier: Apache-2.0
/** What it costs to be watched: the same pool with less and with more of it, in turns of a millisecond or less. */
@NullMarked
package dev.hawser.benchmarks.observe;

import org.jspecify.annotations.NullMarked;
