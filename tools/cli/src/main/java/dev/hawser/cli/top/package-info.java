// SPDX-License-Identifier: Apache-2.0
/**
 * {@code hawser top}: a console's pools in a terminal. What a key does ({@link dev.hawser.cli.top.Keys}) and how all of it looks
 * ({@link dev.hawser.cli.top.TopText}) are functions of what was told and what was pressed; {@link dev.hawser.cli.top.Top} is the
 * shell around them that has a terminal, a clock and a console.
 */
@NullMarked
package dev.hawser.cli.top;

import org.jspecify.annotations.NullMarked;
