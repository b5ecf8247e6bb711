// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import java.util.List;

/**
 * What a rule may know besides its pool.
 *
 * @param pools all of them
 */
record Surroundings(List<PoolSample> pools) {

    Surroundings {
        pools = List.copyOf(pools);
    }
}
