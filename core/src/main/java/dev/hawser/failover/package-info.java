// SPDX-License-Identifier: Apache-2.0
/** Whether and when to try again. */
@NullMarked
package dev.hawser.failover;

import org.jspecify.annotations.NullMarked;
