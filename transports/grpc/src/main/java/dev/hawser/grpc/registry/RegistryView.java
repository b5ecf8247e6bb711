// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.Steering;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Setting;
import io.grpc.ConnectivityState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A registry in the words of all pools: each name is an endpoint, with one connection at most, and a call goes where its name
 * leads. Calls in flight are counted, those that have ended are not.
 */
final class RegistryView {

    private RegistryView() {}

    static PoolView of(
            String name,
            List<NamedChannel> channels,
            Optional<RegistrySnapshot.Following> following,
            Map<String, Setting> settings) {
        Source source = following
                .map(f -> new Source(f.source(), f.age(), f.problem().map(DiscoveryProblem::toString)))
                .orElse(new Source("registered by the program", Optional.empty(), Optional.empty()));
        List<EndpointView> endpoints =
                channels.stream().map(RegistryView::endpoint).toList();
        return new PoolView(name, Holding.SHARED, source, Optional.empty(), 0, Use.NONE, settings, endpoints);
    }

    private static EndpointView endpoint(NamedChannel channel) {
        Endpoint endpoint = Endpoint.of(channel.berth().address).withAttributes(Map.of(Attributes.NAME, channel.name));
        ConnectivityState state = channel.getState(false);
        int inFlight = channel.inFlight();
        return new EndpointView(
                endpoint,
                stateOf(state),
                why(state),
                connections(state, inFlight),
                new Traffic(inFlight, 0, 0, OptionalDouble.empty()),
                Steering.NONE,
                Optional.empty());
    }

    private static EndpointState stateOf(ConnectivityState state) {
        return switch (state) {
            case IDLE -> EndpointState.IDLE;
            case CONNECTING -> EndpointState.CONNECTING;
            case READY -> EndpointState.UP;
            case TRANSIENT_FAILURE -> EndpointState.DOWN;
            case SHUTDOWN -> EndpointState.DRAINING;
        };
    }

    private static String why(ConnectivityState state) {
        return switch (state) {
            case TRANSIENT_FAILURE -> "the latest attempt to connect has failed";
            case SHUTDOWN -> "unregistered";
            default -> "";
        };
    }

    private static Connections connections(ConnectivityState state, int inFlight) {
        int open = state == ConnectivityState.READY ? 1 : 0;
        int busy = inFlight > 0 ? open : 0;
        return new Connections(open - busy, busy, state == ConnectivityState.CONNECTING ? 1 : 0, 0, 0, 1, 0, 0);
    }

    /** There is nothing to choose from: a name has one address. */
    enum Fixed implements PoolControl {
        INSTANCE;

        @Override
        public void drain(Address endpoint) {
            throw refusal();
        }

        @Override
        public void undrain(Address endpoint) {
            throw refusal();
        }

        @Override
        public void weigh(Address endpoint, OptionalInt weight) {
            throw refusal();
        }

        private static UnsupportedOperationException refusal() {
            return new UnsupportedOperationException(
                    "a registry can't be steered: each name leads to one address; register it elsewhere, or unregister it");
        }
    }
}
