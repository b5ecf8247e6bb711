// SPDX-License-Identifier: Apache-2.0
/**
 * Who leads a group, as far as this client knows, and how sure it is. Terms guard what is known: older news never
 * replaces newer. Leadership says nothing about health.
 *
 * <p>A {@link dev.hawser.leader.LeaderTracker}, one per group, hears of every answer and refusal, and says of each refusal
 * whom to follow at once, or that it is better to wait. While nobody is known to lead, its owner goes through a
 * {@link dev.hawser.leader.ProbePlan}, one search at a time. How often one call may be sent on is for
 * {@link dev.hawser.failover.Retries} to say.
 */
@NullMarked
package dev.hawser.leader;

import org.jspecify.annotations.NullMarked;
