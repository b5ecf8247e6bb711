// SPDX-License-Identifier: Apache-2.0
/** The composition root: one object that finds, limits, balances, leases and closes. */
@NullMarked
package dev.hawser.client;

import org.jspecify.annotations.NullMarked;
