// SPDX-License-Identifier: Apache-2.0
/** Single looks at a console: {@code hawser pools}, {@code endpoints}, {@code why} and {@code lint}. Start at {@link dev.hawser.cli.look.Look}. */
@NullMarked
package dev.hawser.cli.look;

import org.jspecify.annotations.NullMarked;
