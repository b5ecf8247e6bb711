// SPDX-License-Identifier: Apache-2.0
/** The only door to clocks, timers and threads. Nothing else in Hawser reads a clock. */
@NullMarked
package dev.hawser.time;

import org.jspecify.annotations.NullMarked;
