// SPDX-License-Identifier: Apache-2.0
/**
 * How what discovery says comes into use: {@link dev.hawser.discovery.LastGood} says what is believed, and
 * {@link dev.hawser.discovery.follow.FollowOptions} how fast endpoints may come and go.
 *
 * <p>{@link dev.hawser.discovery.follow.LastGoodWatch} is the shell that every pool has around its discovery. The decisions
 * are plain objects that are told the time.
 */
@NullMarked
package dev.hawser.discovery.follow;

import org.jspecify.annotations.NullMarked;
