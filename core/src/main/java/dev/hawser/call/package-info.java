// SPDX-License-Identifier: Apache-2.0
/** One call: whether it may be repeated, what became of it, and what each attempt at it came to. */
@NullMarked
package dev.hawser.call;

import org.jspecify.annotations.NullMarked;
