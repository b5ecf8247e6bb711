// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nodes without connections: clients are made over channels that know their node and take no calls. */
final class FakeFleet implements Fleet {

    final List<Address> added = new ArrayList<>();
    final List<Address> removed = new ArrayList<>();
    final Set<Address> shunned = new HashSet<>();
    final Set<Address> drained = new HashSet<>();
    final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    final List<Duration> closes = new ArrayList<>();

    @Override
    public void add(Address node) {
        added.add(node);
    }

    @Override
    public void remove(Address node) {
        removed.add(node);
    }

    @Override
    public Channel at(Address node) {
        return new To(node);
    }

    @Override
    public boolean shuns(Address node) {
        return shunned.contains(node);
    }

    @Override
    public boolean isDrained(Address node) {
        return drained.contains(node);
    }

    @Override
    public void tell(PoolEvent event) {
        events.add(event);
    }

    @Override
    public PoolView view() {
        PoolView.Source source = new PoolView.Source("fake", Optional.empty(), Optional.empty());
        return new PoolView(
                "fake", PoolView.Holding.SHARED, source, Optional.empty(), 0, PoolView.Use.NONE, Map.of(), List.of());
    }

    @Override
    public PoolControl control() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public SharedPoolSnapshot snapshot() {
        return new SharedPoolSnapshot("fake", "fake", 0, Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public void close(Duration drain) {
        closes.add(drain);
    }

    /** Leads nowhere. */
    static final class To extends Channel {
        final Address node;

        To(Address node) {
            this.node = node;
        }

        @Override
        public <A, B> ClientCall<A, B> newCall(MethodDescriptor<A, B> method, CallOptions options) {
            throw new AssertionError("no call was expected");
        }

        @Override
        public String authority() {
            return node.toString();
        }
    }
}
