// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

/**
 * Something that should be looked at.
 *
 * @param rule which says so
 * @param severity how bad it is
 * @param pool where
 * @param what was found
 * @param why that is bad
 * @param remedy what to do
 */
public record Finding(String rule, Severity severity, String pool, String what, String why, String remedy) {

    /** How bad something is. */
    public enum Severity {
        /** It could be better. */
        ADVICE,
        /** It will hurt some day. */
        WARNING,
        /** It hurts now. */
        ERROR
    }
}
