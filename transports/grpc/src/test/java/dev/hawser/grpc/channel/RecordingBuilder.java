// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Endpoint;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A builder of plaintext channels that notes what it is told, in order. */
final class RecordingBuilder extends ForwardingChannelBuilder2<RecordingBuilder> {

    private final ManagedChannelBuilder<?> delegate;
    private final List<String> told;

    RecordingBuilder(Endpoint endpoint, List<String> told) {
        this.delegate = ManagedChannelBuilder.forAddress(
                        endpoint.address().host(), endpoint.address().port())
                .usePlaintext();
        this.told = told;
    }

    @Override
    protected ManagedChannelBuilder<?> delegate() {
        return delegate;
    }

    @Override
    public RecordingBuilder keepAliveTime(long time, TimeUnit unit) {
        told.add("keepAliveTime " + Duration.ofNanos(unit.toNanos(time)));
        return super.keepAliveTime(time, unit);
    }

    @Override
    public RecordingBuilder keepAliveTimeout(long time, TimeUnit unit) {
        told.add("keepAliveTimeout " + Duration.ofNanos(unit.toNanos(time)));
        return super.keepAliveTimeout(time, unit);
    }

    @Override
    public RecordingBuilder keepAliveWithoutCalls(boolean enable) {
        told.add("keepAliveWithoutCalls " + enable);
        return super.keepAliveWithoutCalls(enable);
    }

    @Override
    public RecordingBuilder maxInboundMessageSize(int bytes) {
        told.add("maxInboundMessageSize " + bytes);
        return super.maxInboundMessageSize(bytes);
    }

    @Override
    public RecordingBuilder overrideAuthority(String authority) {
        told.add("overrideAuthority " + authority);
        return super.overrideAuthority(authority);
    }

    @Override
    public RecordingBuilder idleTimeout(long value, TimeUnit unit) {
        told.add("idleTimeout " + unit.toDays(value) + " days");
        return super.idleTimeout(value, unit);
    }

    @Override
    public RecordingBuilder disableServiceConfigLookUp() {
        told.add("disableServiceConfigLookUp");
        return super.disableServiceConfigLookUp();
    }

    @Override
    public RecordingBuilder disableRetry() {
        told.add("disableRetry");
        return super.disableRetry();
    }

    @Override
    public RecordingBuilder userAgent(String agent) {
        told.add("userAgent " + agent);
        return super.userAgent(agent);
    }
}
