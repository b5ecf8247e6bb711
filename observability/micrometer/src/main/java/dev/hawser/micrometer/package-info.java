// SPDX-License-Identifier: Apache-2.0
/**
 * Events and snapshots as meters of Micrometer, and nothing else: {@link dev.hawser.micrometer.HawserMeter} lists them,
 * {@link dev.hawser.micrometer.PoolMetrics} and {@link dev.hawser.micrometer.RegistryMetrics} feed them.
 */
@NullMarked
package dev.hawser.micrometer;

import org.jspecify.annotations.NullMarked;
