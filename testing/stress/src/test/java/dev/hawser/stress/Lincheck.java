// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How much is tried. Model checking runs small scenarios under all schedules of few switches, up to a number; stress runs
 * them on real threads. Both compare each outcome with those that some sequential order gives. Enough to find each
 * mistake that was planted while these tests were written, in a few seconds; more iterations find no more.
 */
final class Lincheck {

    private Lincheck() {}

    /** Checks that the operations of a test class are linearizable to a sequential specification. */
    static void check(Class<?> operations, Class<?> specification) {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(specification)
                .check(operations);
        new StressOptions()
                .iterations(2)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(4)
                .sequentialSpecification(specification)
                .check(operations);
    }
}
