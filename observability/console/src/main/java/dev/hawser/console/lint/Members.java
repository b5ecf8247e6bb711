// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.stream.Collectors;

/** A pool's endpoints without those that discovery has removed. */
final class Members {
    private static final int MOST_NAMES = 3;

    private Members() {}

    static List<EndpointView> of(PoolSample pool) {
        return pool.view().endpoints().stream()
                .filter(endpoint -> endpoint.state() != EndpointState.DRAINING
                        || endpoint.steering().drained())
                .toList();
    }

    /** Those that could have work. */
    static List<EndpointView> serving(PoolSample pool) {
        return of(pool).stream()
                .filter(endpoint -> !endpoint.steering().drained())
                .filter(endpoint -> endpoint.state() != EndpointState.DOWN && endpoint.state() != EndpointState.EJECTED)
                .toList();
    }

    static String name(EndpointView endpoint) {
        return endpoint.endpoint().address().toString();
    }

    /** How many, and the first of them: {@code 2 endpoints (10.0.0.1:7001, 10.0.0.2:7001)}. */
    static String named(List<EndpointView> some) {
        return Text.count(some.size(), "endpoint")
                + some.stream()
                        .limit(MOST_NAMES)
                        .map(Members::name)
                        .collect(Collectors.joining(", ", " (", some.size() > MOST_NAMES ? ", …)" : ")"));
    }
}
