// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.util.stream.Stream;

/** Judges one pool. Has no state and looks at nothing but what it is given. */
interface Rule {

    /** In small letters, with hyphens; never changes. */
    String name();

    /**
     * What it has to say, most often nothing.
     *
     * @param all the pools of this program, this one among them
     */
    Stream<Finding> check(PoolSample pool, Surroundings all);
}
