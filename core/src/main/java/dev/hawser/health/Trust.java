// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

/**
 * What an endpoint's calls and checks say about it.
 *
 * <pre>
 *             too many calls failed            time is up
 *   TRUSTED ─────────────────────────→ EJECTED ─────────→ HALF_OPEN ⇄ PROBING
 *    ↑   ↑                                ↑      one call let in ─→   │ │ ←─ and given up
 *    │   └──────────── it succeeded ──────│───────────────────────────┘ │
 *    │                                    └─────── it failed ───────────┘
 *    └─checks pass─ UNFIT ←─checks fail─ any
 * </pre>
 *
 * <p>An endpoint that is one too many for the limits, since others were removed, is TRUSTED again from any of the three.
 */
public enum Trust {
    /** Gets calls. */
    TRUSTED,
    /** Gets none, for a time; less if it had no connection left and has one again. */
    EJECTED,
    /** The time is over, and the next call will show whether it serves again. */
    HALF_OPEN,
    /** That call is under way; there is no second one. */
    PROBING,
    /** Gets no calls until its active checks pass. */
    UNFIT
}
