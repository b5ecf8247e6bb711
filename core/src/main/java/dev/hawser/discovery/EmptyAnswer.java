// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

/** What an empty answer of a discovery means. */
public enum EmptyAnswer {
    /** More likely a mistake than the truth: the last good set is kept, and the empty answer is reported. */
    IGNORE,
    /** The truth: there is nobody to talk to, and what was known is removed. */
    TRUST
}
