// SPDX-License-Identifier: Apache-2.0
/** How a command's own pools are shown to whoever wants to look: a console with meters beside it, and a browser for it. */
@NullMarked
package dev.hawser.cli.show;

import org.jspecify.annotations.NullMarked;
