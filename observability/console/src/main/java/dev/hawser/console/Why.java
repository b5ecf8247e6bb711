// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.EndpointSample;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Where the next call of a pool would go, and why not elsewhere, as far as its view tells.
 *
 * @param pool which
 * @param verdict in a sentence
 * @param endpoints each with its reason
 */
record Why(String pool, String verdict, List<Part> endpoints) {
    private static final int MOST_REASONS = 3;

    /**
     * One endpoint.
     *
     * @param address whose
     * @param eligible whether it can be chosen
     * @param share of the calls of the last seconds; absent if there were none
     * @param why it can't be chosen, or what it counts for
     */
    record Part(String address, boolean eligible, OptionalDouble share, String why) {}

    static Why of(PoolSample sample) {
        List<Part> parts = sample.endpoints().stream().map(Why::part).toList();
        return new Why(sample.view().pool(), verdict(sample, parts), parts);
    }

    private static Part part(EndpointSample sample) {
        EndpointView view = sample.view();
        boolean eligible = view.why().isEmpty() && canServe(view.state()) && !view.steering().drained();
        return new Part(view.endpoint().address().toString(), eligible, sample.share(), reason(view));
    }

    private static boolean canServe(EndpointState state) {
        return switch (state) {
            case IDLE, CONNECTING, UP -> true;
            case DOWN, EJECTED, DRAINING -> false;
        };
    }

    private static String reason(EndpointView view) {
        if (!view.why().isEmpty()) {
            return view.why();
        }
        if (view.steering().drained()) {
            return "drained by an operator";
        }
        String weight = view.steering().weight().isPresent() ? " (given by an operator)" : "";
        return "weight " + view.weight() + weight + ", " + view.traffic().inFlight() + " in flight, "
                + view.connections().idle() + " idle of " + view.connections().max() + " connections";
    }

    private static String verdict(PoolSample sample, List<Part> parts) {
        if (sample.closed()) {
            return "the pool is closed: there is no next call";
        }
        if (parts.isEmpty()) {
            return "discovery knows no endpoint: the next call waits or is refused";
        }
        List<Part> able = parts.stream().filter(Part::eligible).toList();
        if (able.isEmpty()) {
            String reasons = parts.stream()
                    .limit(MOST_REASONS)
                    .map(part -> part.address() + ": " + part.why())
                    .collect(Collectors.joining("; "));
            return "no endpoint can serve, so the next call waits or is refused: " + reasons
                    + (parts.size() > MOST_REASONS ? "; …" : "");
        }
        if (able.size() == 1) {
            return "the next call goes to " + able.get(0).address() + ", which is the only one that can serve";
        }
        String out = able.size() == parts.size() ? "" : "; " + (parts.size() - able.size()) + " can't serve";
        return "the next call goes to one of " + Text.count(able.size(), "endpoint") + out;
    }
}
