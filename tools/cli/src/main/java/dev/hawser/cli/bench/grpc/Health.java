// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hawser.cli.grpc.Callee;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;

/** grpc.health.v1, which most servers have: a call that means nothing, costs little and goes all the way. */
final class Health {

    private Health() {}

    static Callee callee() {
        // An empty request asks about the server as a whole.
        return Callee.unary(Callees.HEALTH, new byte[0], Health::check);
    }

    private static void check(byte[] answer) {
        try {
            HealthCheckResponse.ServingStatus status =
                    HealthCheckResponse.parseFrom(answer).getStatus();
            if (status != HealthCheckResponse.ServingStatus.SERVING) {
                throw Status.UNAVAILABLE
                        .withDescription("its health is " + status)
                        .asRuntimeException();
            }
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("not an answer about health")
                    .withCause(e)
                    .asRuntimeException();
        }
    }
}
