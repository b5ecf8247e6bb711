// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.util.stream.Stream;

/** The pool goes on with what it knew, which is right for minutes and wrong for days. */
final class DiscoveryFails implements Rule {

    @Override
    public String name() {
        return "discovery-fails";
    }

    @Override
    public Stream<Finding> check(PoolSample pool, Surroundings all) {
        return pool.view().source().problem().stream()
                .map(problem -> new Finding(
                        name(),
                        Finding.Severity.WARNING,
                        pool.view().pool(),
                        "the latest word of " + pool.view().source().words() + " was not used: " + problem,
                        "endpoints that come or go are not noticed",
                        "mend the source; the pool asks it again by itself"));
    }
}
