// SPDX-License-Identifier: Apache-2.0
/** Leases that are really held, with more callers than leases: how well callers wait. */
@NullMarked
package dev.hawser.benchmarks.waiting;

import org.jspecify.annotations.NullMarked;
