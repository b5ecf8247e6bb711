// SPDX-License-Identifier: Apache-2.0
/**
 * {@code hawser bench}: load on a server through a pool, measured. Sends to the servers that the user named what the
 * user said, and nothing else to anybody.
 */
@NullMarked
package dev.hawser.cli.bench;

import org.jspecify.annotations.NullMarked;
