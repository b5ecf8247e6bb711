// SPDX-License-Identifier: Apache-2.0
/** Which endpoint gets the next request. A balancer makes pickers; a picker is a step over a fixed list. */
@NullMarked
package dev.hawser.balance;

import org.jspecify.annotations.NullMarked;
