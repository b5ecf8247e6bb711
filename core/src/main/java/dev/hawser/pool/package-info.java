// SPDX-License-Identifier: Apache-2.0
/** The connections to one endpoint: slots, leases, life times. */
@NullMarked
package dev.hawser.pool;

import org.jspecify.annotations.NullMarked;
