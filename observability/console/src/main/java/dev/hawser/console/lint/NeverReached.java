// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that restarts was connected before; one that never was has a wrong address, or something in its way. */
final class NeverReached implements Rule {
    private static final int ENOUGH_FAILURES = 3; // one or two may be a server that starts just now
    private static final int MOST_NAMES = 3;

    @Override
    public String name() {
        return "never-reached";
    }

    @Override
    public Stream<Finding> check(PoolSample pool, Surroundings all) {
        List<EndpointView> found =
                pool.view().endpoints().stream().filter(NeverReached::isOne).toList();
        if (found.isEmpty()) {
            return Stream.empty();
        }
        String names = found.stream()
                .limit(MOST_NAMES)
                .map(endpoint -> endpoint.endpoint().address().toString())
                .collect(Collectors.joining(", ", " (", found.size() > MOST_NAMES ? ", …)" : ")"));
        return Stream.of(new Finding(
                name(),
                Finding.Severity.WARNING,
                pool.view().pool(),
                Text.count(found.size(), "endpoint") + " never had a connection" + names,
                "the rest carries their load",
                "check address, port, firewall and TLS; the endpoint's last error says how connecting fails"));
    }

    private static boolean isOne(EndpointView endpoint) {
        return endpoint.connections().opened() == 0 && endpoint.connections().failures() >= ENOUGH_FAILURES;
    }
}
