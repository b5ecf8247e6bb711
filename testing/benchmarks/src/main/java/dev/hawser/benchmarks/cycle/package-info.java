// SPDX-License-Identifier: Apache-2.0
/** Claim and return with nothing done in between: what the pool itself costs. */
@NullMarked
package dev.hawser.benchmarks.cycle;

import org.jspecify.annotations.NullMarked;
