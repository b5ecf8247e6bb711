// SPDX-License-Identifier: Apache-2.0
/** Real servers that tests start, stop and kill. */
@NullMarked
package dev.hawser.servers;

import org.jspecify.annotations.NullMarked;
