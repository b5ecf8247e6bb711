// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Text;
import java.util.stream.Stream;

/** What an operator did for an hour tends to stay for a month. */
final class SteeredByHand implements Rule {

    @Override
    public String name() {
        return "steered-by-hand";
    }

    @Override
    public Stream<Finding> check(PoolSample pool, Surroundings all) {
        int drained = (int) pool.view().endpoints().stream()
                .filter(endpoint -> endpoint.steering().drained())
                .count();
        int weighed = (int) pool.view().endpoints().stream()
                .filter(endpoint -> endpoint.steering().weight().isPresent())
                .count();
        if (drained + weighed == 0) {
            return Stream.empty();
        }
        return Stream.of(new Finding(
                name(),
                Finding.Severity.ADVICE,
                pool.view().pool(),
                Text.count(drained, "endpoint") + " drained and " + weighed + " with a weight given by an operator",
                "it stays so until it is taken back, whatever discovery says",
                "take it back when the reason is gone"));
    }
}
