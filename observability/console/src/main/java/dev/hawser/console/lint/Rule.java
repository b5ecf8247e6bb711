// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.Finding;
import dev.hawser.view.Finding.Severity;
import java.util.Optional;

/**
 * Judges one pool. Has no state and looks at nothing but what it is given.
 *
 * @param name in small letters, with hyphens; never changes
 * @param severity of what it finds
 * @param when it finds something, for people
 * @param check does it
 */
public record Rule(String name, Severity severity, String when, Check check) {

    /** What a rule does. */
    @FunctionalInterface
    public interface Check {
        /**
         * What it has to say, most often nothing.
         *
         * @param all the pools of this program, this one among them, and what happened in them
         */
        Optional<Said> check(PoolSample pool, LintContext all);
    }

    /**
     * A finding without what is the rule's.
     *
     * @param what was found, with the values
     * @param why that is bad
     * @param remedy what to do, with the option's name
     */
    public record Said(String what, String why, String remedy) {}

    static Rule error(String name, String when, Check check) {
        return new Rule(name, Severity.ERROR, when, check);
    }

    static Rule warning(String name, String when, Check check) {
        return new Rule(name, Severity.WARNING, when, check);
    }

    static Rule advice(String name, String when, Check check) {
        return new Rule(name, Severity.ADVICE, when, check);
    }

    /** What a check says if there is something to say. */
    static Optional<Said> sayIf(boolean found, String what, String why, String remedy) {
        return found ? Optional.of(new Said(what, why, remedy)) : Optional.empty();
    }

    Optional<Finding> find(PoolSample pool, LintContext all) {
        return check.check(pool, all)
                .map(said -> new Finding(name, severity, pool.view().pool(), said.what(), said.why(), said.remedy()));
    }
}
