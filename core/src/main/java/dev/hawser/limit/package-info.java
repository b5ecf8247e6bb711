// SPDX-License-Identifier: Apache-2.0
/** How much goes through: rates and concurrency, decided without locks. */
@NullMarked
package dev.hawser.limit;

import org.jspecify.annotations.NullMarked;
