// SPDX-License-Identifier: Apache-2.0
/**
 * Which endpoint gets the next request. A {@link dev.hawser.balance.Balancer} makes a picker for each new list of
 * candidates; a {@link dev.hawser.balance.Picker} is a step over that fixed list, taken by any thread without waiting.
 * Those that give turns are a cycle and one counter; the one that looks at loads keeps nothing at all.
 */
@NullMarked
package dev.hawser.balance;

import org.jspecify.annotations.NullMarked;
