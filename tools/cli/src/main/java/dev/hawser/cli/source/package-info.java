// SPDX-License-Identifier: Apache-2.0
/**
 * Targets on the command line, and what their sources tell: the same sets, problems and silence that a pool would hear,
 * because they come through the same {@link dev.hawser.discovery.follow.LastGoodWatch}.
 */
@NullMarked
package dev.hawser.cli.source;

import org.jspecify.annotations.NullMarked;
