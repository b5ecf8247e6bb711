// SPDX-License-Identifier: Apache-2.0
/**
 * How a pool stands, for whoever looks at it: meters, pages, operators. The same for every kind of pool, and never with a
 * secret in it.
 */
@NullMarked
package dev.hawser.view;

import org.jspecify.annotations.NullMarked;
