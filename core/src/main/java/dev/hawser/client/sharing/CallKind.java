// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

/** What a call stands for beside itself. */
enum CallKind {
    /** Nothing. */
    PLAIN,
    /** The balancer compares loads, and this one counts. */
    WEIGHED,
    /** The one that is let through to an endpoint that was ejected: its end decides. */
    PROBE
}
