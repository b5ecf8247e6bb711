// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.balance.Candidate;
import dev.hawser.balance.Load;
import dev.hawser.endpoint.Endpoint;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Helper;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An address of the channel's, with its connection if it ever needed one. Used in the channel's synchronization context only. */
final class Member implements Candidate {

    private EquivalentAddressGroup group;
    private Endpoint endpoint;
    private @Nullable Subchannel subchannel;
    private ConnectivityState state = ConnectivityState.IDLE;
    private boolean failing;
    private boolean gone;
    private Status problem = Status.OK;

    Member(EquivalentAddressGroup group) {
        this.group = group;
        this.endpoint = AddressGroups.endpoint(group);
    }

    /** The same addresses, and perhaps another weight: a connection stays as it is. */
    void update(EquivalentAddressGroup next) {
        if (next.equals(group)) {
            return;
        }
        group = next;
        endpoint = AddressGroups.endpoint(next);
        if (subchannel != null) {
            subchannel.updateAddresses(List.of(next));
        }
    }

    /** Makes sure that it is connected or being connected to. */
    void connect(Helper helper, Consumer<ConnectivityStateInfo> listener) {
        if (subchannel == null) {
            subchannel = helper.createSubchannel(
                    CreateSubchannelArgs.newBuilder().setAddresses(group).build());
            subchannel.start(listener::accept);
            subchannel.requestConnection();
        } else if (state == ConnectivityState.IDLE) {
            subchannel.requestConnection();
        }
    }

    void changed(ConnectivityStateInfo now) {
        state = now.getState();
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            failing = true;
            problem = now.getStatus();
        } else if (state == ConnectivityState.READY) {
            failing = false;
        }
    }

    /** Whether its address is gone: what its subchannel still says doesn't count. */
    boolean isGone() {
        return gone;
    }

    void shutdown() {
        gone = true;
        if (subchannel != null) {
            subchannel.shutdown();
        }
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Load load() {
        throw new UnsupportedOperationException("load: not measured here, since turns don't depend on it");
    }

    boolean isReady() {
        return state == ConnectivityState.READY;
    }

    /** As in gRPC's round_robin: who has failed is failing until a connection is there, for an attempt alone is no hope. */
    boolean isFailing() {
        return failing;
    }

    Status problem() {
        return problem;
    }

    /** @throws IllegalStateException if it was never connected to */
    PickResult picked() {
        if (subchannel == null) {
            throw new IllegalStateException(endpoint.address() + " was picked and never connected to");
        }
        return PickResult.withSubchannel(subchannel);
    }
}
