// SPDX-License-Identifier: Apache-2.0
/** What happened, told to observers. */
@NullMarked
package dev.hawser.event;

import org.jspecify.annotations.NullMarked;
