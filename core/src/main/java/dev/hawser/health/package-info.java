// SPDX-License-Identifier: Apache-2.0
/**
 * Which endpoints to trust: outlier ejection from how calls end, and active checks. Plain objects that get {@code now}
 * and answer; whoever owns them acts. Health says nothing about leadership: a follower is healthy.
 *
 * <p>An {@link dev.hawser.health.EndpointHealth} counts, on the path of every call and without a lock; the
 * {@link dev.hawser.health.OutlierDetector} of the group judges, under its owner's lock, and knows the limits that keep
 * ejection from making an outage worse. {@link dev.hawser.health.Trust} has the picture of the states. A
 * {@link dev.hawser.health.CheckSchedule} says when one endpoint is asked and what the answers add up to; its verdicts are
 * passed on to the detector as {@code unfit} and {@code fit}.
 */
@NullMarked
package dev.hawser.health;

import org.jspecify.annotations.NullMarked;
