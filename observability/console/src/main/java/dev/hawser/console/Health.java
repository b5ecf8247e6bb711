// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.PoolSample.Status;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How all pools stand: as the worst of those that are not closed.
 *
 * @param status of all; UP if there is none
 * @param pools by their names
 */
record Health(Status status, Map<String, Status> pools) {

    Health {
        pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    }

    static Health of(List<PoolSample> samples) {
        Map<String, Status> pools = new LinkedHashMap<>();
        samples.forEach(sample -> pools.put(sample.view().pool(), sample.status()));
        Status worst = pools.values().stream()
                .filter(status -> status != Status.CLOSED)
                .max(Status::compareTo)
                .orElse(Status.UP);
        return new Health(worst, pools);
    }
}
