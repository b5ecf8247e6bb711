// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One check of a server's health by {@code grpc.health.v1}. */
final class HealthCheck extends ClientCall.Listener<HealthCheckResponse> {

    private final String service;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private @Nullable HealthCheckResponse response;

    private HealthCheck(String service) {
        this.service = service;
    }

    /** Fails with {@link UnhealthyException}. Has no time-out; whoever cancels the future ends the call. */
    static CompletableFuture<Void> ask(Channel channel, String service) {
        HealthCheck check = new HealthCheck(service);
        Context caller = Context.ROOT.attach();
        try {
            check.begin(channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT));
        } finally {
            Context.ROOT.detach(caller);
        }
        return check.result;
    }

    private void begin(ClientCall<HealthCheckRequest, HealthCheckResponse> call) {
        call.start(this, new Metadata());
        call.request(2);
        call.sendMessage(HealthCheckRequest.newBuilder().setService(service).build());
        call.halfClose();
        var unused = result.whenComplete((healthy, failure) -> {
            if (result.isCancelled()) {
                call.cancel("the health check took too long", null);
            }
        });
    }

    @Override
    public void onMessage(HealthCheckResponse message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            result.complete(null);
        } else if (!status.isOk()) {
            result.completeExceptionally(
                    new UnhealthyException(service, status.getCode() + described(status), status.asException()));
        } else if (response != null && response.getStatus() == ServingStatus.SERVING) {
            result.complete(null);
        } else {
            String said = response == null ? "no answer" : response.getStatus().toString();
            result.completeExceptionally(new UnhealthyException(service, said, null));
        }
    }

    private static String described(Status status) {
        return status.getDescription() == null ? "" : " (" + FailureWords.of(status) + ")";
    }
}
