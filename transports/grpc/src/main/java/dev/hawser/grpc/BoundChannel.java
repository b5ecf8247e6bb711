// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.sharing.Choice;
import dev.hawser.failover.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;

/** Calls that all have the same choice of endpoints. */
final class BoundChannel extends Channel {
    private final Calls calls;
    private final Choice choice;
    private final RetryPolicy policy;
    private final String authority;

    BoundChannel(Calls calls, Choice choice, RetryPolicy policy, String authority) {
        this.calls = calls;
        this.choice = choice;
        this.policy = policy;
        this.authority = authority;
    }

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> newCall(MethodDescriptor<ReqT, RespT> method, CallOptions options) {
        return calls.newCall(method, options, choice, policy);
    }

    @Override
    public String authority() {
        return authority;
    }
}
