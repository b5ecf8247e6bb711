// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.view.EndpointView;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How an endpoint stands, and what it did in the last seconds.
 *
 * @param view how it stands
 * @param perSecond leases or calls over the last seconds; absent before there are two looks
 * @param share its part of what all endpoints did meanwhile; absent if that is nothing
 * @param inState how long it has been in its state, or has been looked at
 * @param spark leases or calls in each second of the last minute, the oldest first; changed by nobody
 */
public record EndpointSample(
        EndpointView view, OptionalDouble perSecond, OptionalDouble share, Duration inState, int[] spark) {}
