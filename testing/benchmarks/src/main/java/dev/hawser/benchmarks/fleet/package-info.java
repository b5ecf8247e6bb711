// SPDX-License-Identifier: Apache-2.0
/** Ten thousand endpoints, some of which change every second. */
@NullMarked
package dev.hawser.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
