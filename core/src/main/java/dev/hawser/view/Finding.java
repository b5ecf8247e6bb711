// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import static java.util.Objects.requireNonNull;

/**
 * Something about a pool, or about what is around it, that somebody should look at; such as a console shows. In plain words,
 * without a secret.
 *
 * @param rule which says so: in small letters, with hyphens; never changes
 * @param severity how bad it is
 * @param pool where
 * @param what was found
 * @param why that is bad
 * @param remedy what to do
 */
public record Finding(String rule, Severity severity, String pool, String what, String why, String remedy) {

    public Finding {
        requireNonNull(rule, "rule");
        requireNonNull(severity, "severity");
        requireNonNull(pool, "pool");
        requireNonNull(what, "what");
        requireNonNull(why, "why");
        requireNonNull(remedy, "remedy");
    }

    /** How bad something is. */
    public enum Severity {
        /** It could be better, or is fine if it is meant so. */
        ADVICE,
        /** It will hurt some day. */
        WARNING,
        /** It hurts now. */
        ERROR
    }
}
