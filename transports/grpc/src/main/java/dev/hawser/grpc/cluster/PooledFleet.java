// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One {@link PooledChannel} for all nodes: connections, health and events of a fleet are in one place. Which nodes are down
 * is learned from its events, so that asking takes no lock; who was left alone for a while is asked for each time, because
 * nothing but a call that is let in can end that.
 */
final class PooledFleet implements Fleet, PoolListener {

    private final EndpointRegistry nodes = new EndpointRegistry();
    private final Set<Address> down = ConcurrentHashMap.newKeySet();
    private final ClientInterceptor defaults;
    private volatile @Nullable PooledChannel made;
    private final PooledChannel channel;
    private final Map<String, Setting> settings;

    /** @param settings what those who look at the pool are to be told instead of what its channel says */
    PooledFleet(
            NodeOptions options,
            ClientInterceptor defaults,
            Settings settings,
            UnaryOperator<PooledChannelBuilder> more) {
        this.defaults = defaults;
        this.settings =
                settings.add("nodes.requestTimeout", options.requestTimeout()).toMap();
        PooledChannelBuilder builder = PooledChannel.over(nodes)
                .emptyAnswer(EmptyAnswer.TRUST)
                .channel(options.channel())
                .sharing(options.sharing())
                .outliers(options.outliers())
                .reconnectBackoff(options.reconnect())
                .defaultDeadline(options.requestTimeout())
                .listener(this);
        options.checks().ifPresent(builder::checks);
        this.channel = more.apply(builder).build();
        this.made = channel;
    }

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointStateChanged changed) {
            if (changed.to() == EndpointState.DOWN) {
                down.add(changed.endpoint());
            } else {
                down.remove(changed.endpoint());
            }
        } else if (event instanceof PoolEvent.EventsLost) {
            lookAgain();
        }
    }

    /** Some events never reached us. Those that are still to come are newer than what we see now. */
    private void lookAgain() {
        PooledChannel known = made;
        if (known != null) {
            Set<Address> now = known.snapshot().endpoints().stream()
                    .filter(each -> each.state() == EndpointState.DOWN)
                    .map(each -> each.endpoint().address())
                    .collect(Collectors.toSet());
            down.retainAll(now);
            down.addAll(now);
        }
    }

    @Override
    public void add(Address node) {
        nodes.register(Endpoint.of(node));
    }

    @Override
    public void remove(Address node) {
        nodes.deregister(node);
        down.remove(node);
    }

    @Override
    public Channel at(Address node) {
        return ClientInterceptors.intercept(channel.at(node), defaults);
    }

    @Override
    public boolean shuns(Address node) {
        return down.contains(node) || !channel.admits(node);
    }

    @Override
    public boolean isDrained(Address node) {
        return channel.isDrained(node);
    }

    @Override
    public void tell(PoolEvent event) {
        channel.tell(event);
    }

    @Override
    public PoolView view() {
        return channel.view().withSettings(settings);
    }

    @Override
    public PoolControl control() {
        return channel.control();
    }

    @Override
    public boolean isClosed() {
        return channel.isClosed();
    }

    @Override
    public SharedPoolSnapshot snapshot() {
        return channel.snapshot();
    }

    @Override
    public void close(Duration drain) {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
        channel.close();
    }
}
