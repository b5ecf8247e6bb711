// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

/**
 * Which instances are endpoints. An instance is as healthy as the worst of its checks and its node's; one with a critical
 * check never is an endpoint, and maintenance is a critical check.
 */
public enum InstanceHealth {

    /** All checks pass. */
    PASSING_ONLY,

    /** No check is critical. */
    PASSING_OR_WARNING
}
