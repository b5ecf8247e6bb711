// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.cluster.LeaderHintSource;
import dev.hawser.leader.LeaderHint;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Learns who leads an etcd cluster from its members' status, which tells the leader's id and the Raft term. Ids of members
 * that have been asked are remembered with their addresses. To be copied: Hawser itself knows nothing of etcd.
 */
// tag::probe
public final class EtcdProbe implements LeaderHintSource {

    private final Map<Long, Address> addresses = new ConcurrentHashMap<>();

    @Override
    public boolean asks() {
        return true;
    }

    @Override
    public CompletionStage<LeaderHint> ask(Address member, Channel channel) {
        CompletableFuture<LeaderHint> hint = new CompletableFuture<>();
        MaintenanceGrpc.newStub(channel).status(StatusRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(StatusResponse status) {
                addresses.put(status.getHeader().getMemberId(), member);
                // during an election the leader is 0, which is nobody's id
                Optional<Address> leader = Optional.ofNullable(addresses.get(status.getLeader()));
                hint.complete(new LeaderHint(leader, OptionalLong.of(status.getRaftTerm())));
            }

            @Override
            public void onError(Throwable cause) {
                hint.completeExceptionally(cause);
            }

            @Override
            public void onCompleted() {}
        });
        return hint;
    }
}
// end::probe
