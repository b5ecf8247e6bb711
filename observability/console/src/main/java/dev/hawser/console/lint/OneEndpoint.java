// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.util.stream.Stream;

/** Nobody is left if it goes. */
final class OneEndpoint implements Rule {

    @Override
    public String name() {
        return "one-endpoint";
    }

    @Override
    public Stream<Finding> check(PoolSample pool, Surroundings all) {
        if (pool.view().endpoints().size() != 1) {
            return Stream.empty();
        }
        return Stream.of(new Finding(
                name(),
                Finding.Severity.ADVICE,
                pool.view().pool(),
                "there is one endpoint, "
                        + pool.view().endpoints().get(0).endpoint().address(),
                "a call that fails has nowhere else to go, and a proxy in its place hides how its servers stand",
                "let discovery tell all servers, if there are more"));
    }
}
