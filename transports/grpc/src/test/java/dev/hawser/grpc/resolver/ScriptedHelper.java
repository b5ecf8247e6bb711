// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel as a policy sees it, whose connections do what the test says. */
final class ScriptedHelper extends LoadBalancer.Helper {

    final Map<Integer, ScriptedSubchannel> byPort = new LinkedHashMap<>();

    @Nullable
    ConnectivityState state;

    @Nullable
    SubchannelPicker picker;

    int refreshes;

    @Override
    public Subchannel createSubchannel(CreateSubchannelArgs args) {
        ScriptedSubchannel subchannel = new ScriptedSubchannel(args.getAddresses());
        byPort.put(subchannel.port(), subchannel);
        return subchannel;
    }

    @Override
    public void updateBalancingState(ConnectivityState newState, SubchannelPicker newPicker) {
        state = newState;
        picker = newPicker;
    }

    @Override
    public void refreshNameResolution() {
        refreshes++;
    }

    @Override
    public ManagedChannel createOobChannel(EquivalentAddressGroup group, String authority) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getAuthority() {
        return "greeter";
    }

    PickResult pick() {
        if (picker == null) {
            throw new AssertionError("no picker yet");
        }
        return picker.pickSubchannel(null);
    }

    /** The ports that so many picks lead to. */
    Map<Integer, Integer> picks(int count) {
        Map<Integer, Integer> picks = new java.util.TreeMap<>();
        for (int i = 0; i < count; i++) {
            if (pick().getSubchannel() instanceof ScriptedSubchannel picked) {
                picks.merge(picked.port(), 1, Integer::sum);
            }
        }
        return picks;
    }

    static final class ScriptedSubchannel extends Subchannel {
        final List<List<EquivalentAddressGroup>> updates = new ArrayList<>();
        int requests;
        boolean shutdown;
        private final List<EquivalentAddressGroup> groups;
        private @Nullable SubchannelStateListener listener;

        ScriptedSubchannel(List<EquivalentAddressGroup> groups) {
            this.groups = groups;
        }

        int port() {
            return ((InetSocketAddress) groups.get(0).getAddresses().get(0)).getPort();
        }

        void becomes(ConnectivityState state) {
            tell(ConnectivityStateInfo.forNonError(state));
        }

        void fails(String why) {
            tell(ConnectivityStateInfo.forTransientFailure(Status.UNAVAILABLE.withDescription(why)));
        }

        private void tell(ConnectivityStateInfo info) {
            if (listener == null) {
                throw new AssertionError("not started");
            }
            listener.onSubchannelState(info);
        }

        @Override
        public void start(SubchannelStateListener hears) {
            listener = hears;
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public void requestConnection() {
            requests++;
        }

        @Override
        public List<EquivalentAddressGroup> getAllAddresses() {
            return groups;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.EMPTY;
        }

        @Override
        public void updateAddresses(List<EquivalentAddressGroup> addresses) {
            updates.add(addresses);
        }
    }
}
