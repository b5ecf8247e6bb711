// SPDX-License-Identifier: Apache-2.0
/** What was measured, what was to be reached, and the page that compares them. */
@NullMarked
package dev.hawser.benchmarks.report;

import org.jspecify.annotations.NullMarked;
