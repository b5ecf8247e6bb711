// SPDX-License-Identifier: Apache-2.0
/** The {@code hawser} command: its subcommands, and what they share. */
@NullMarked
package dev.hawser.cli;

import org.jspecify.annotations.NullMarked;
