// SPDX-License-Identifier: Apache-2.0
/**
 * Which endpoints to trust: outlier ejection from how calls end, and active checks. Plain objects that get {@code now}
 * and answer; whoever owns them acts. Health says nothing about leadership: a follower is healthy.
 */
@NullMarked
package dev.hawser.health;

import org.jspecify.annotations.NullMarked;
