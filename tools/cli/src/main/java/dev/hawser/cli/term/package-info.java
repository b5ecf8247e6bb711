// SPDX-License-Identifier: Apache-2.0
/** Text for a terminal: widths, colours, tables, and a place that redraws itself. Knows nothing of pools. */
@NullMarked
package dev.hawser.cli.term;

import org.jspecify.annotations.NullMarked;
