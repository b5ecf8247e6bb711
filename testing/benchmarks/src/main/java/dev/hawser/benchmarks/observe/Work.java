// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.observe;

import dev.hawser.view.Viewed;

/** What is done with a pool, again and again. By one thread. */
public interface Work extends AutoCloseable {

    /** Does it so many times. */
    void run(int times) throws Exception;

    /** The pool. */
    Viewed pool();
}
