// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.EtcdStatus;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.HealthCheck;
import dev.hawser.cli.grpc.Bytes;
import dev.hawser.cli.tls.TlsWords;
import dev.hawser.endpoint.Address;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One server of gRPC, called with everything verified that a client verifies. */
final class GrpcPeer implements AutoCloseable {

    private final ManagedChannel channel;
    private final Duration timeout;

    private GrpcPeer(ManagedChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    static GrpcPeer at(Address address, boolean tls, TlsWords.Choice choice, Duration timeout) throws IOException {
        var credentials = !tls
                ? InsecureChannelCredentials.create()
                : choice.on() ? choice.grpc() : TlsChannelCredentials.create();
        ManagedChannelBuilder<?> builder =
                Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials);
        choice.authority().ifPresent(builder::overrideAuthority);
        return new GrpcPeer(builder.disableRetry().build(), timeout);
    }

    Finding health(HealthCheck judge, String service) {
        try {
            HealthCheckRequest request =
                    HealthCheckRequest.newBuilder().setService(service).build();
            return judge.answered(HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .check(request)
                    .getStatus());
        } catch (StatusRuntimeException e) {
            return judge.failed(e.getStatus());
        }
    }

    /** What it says as a member of etcd; absent if it is none, or does not say. */
    Optional<EtcdStatus> etcd() {
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(EtcdStatus.parse(ClientCalls.blockingUnaryCall(
                    channel, Bytes.method(EtcdStatus.METHOD, MethodType.UNARY), options, new byte[0])));
        } catch (StatusRuntimeException | IOException e) {
            return Optional.empty();
        }
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
