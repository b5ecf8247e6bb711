// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.resolver.HawserResolvers;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Makes channels as the options say, not yet connected. */
final class Channels {

    /** gRPC takes a month and more for "never". */
    private static final long NEVER_IDLE_DAYS = 365;

    private final ChannelOptions options;
    private final KeepAlive keepAlive;

    Channels(ChannelOptions options) {
        this.options = options;
        this.keepAlive = new KeepAlive(options.keepAliveTime());
    }

    Opened open(Endpoint endpoint) throws Exception {
        ManagedChannelBuilder<?> builder = options.factory().isPresent()
                ? options.factory().get().builder(endpoint)
                : begin(endpoint.address(), options.credentials().credentials());
        options.authority().ifPresent(builder::overrideAuthority);
        Address address = endpoint.address();
        if (isNamed(address)) {
            // Without look-up of service configs the resolver can't ask for it.
            HawserResolvers.policy(address.host()).ifPresent(builder::defaultLoadBalancingPolicy);
        }
        builder.keepAliveTime(keepAlive.time(address).toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(options.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(false)
                .maxInboundMessageSize(options.maxInboundMessageSize())
                // The pool knows what is idle; a channel that slept on its own would look like one that was lost.
                .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
                // One owner of retries. Not disableRetry(): that would also end the transparent retries of calls
                // which no server has seen.
                .disableServiceConfigLookUp();
        ManagedChannelBuilder<?> customized = options.customizer().apply(builder);
        DisconnectReason reason = DisconnectReason.of(customized, () -> keepAlive.tooOften(address));
        return new Opened(customized.build(), reason);
    }

    private static ManagedChannelBuilder<?> begin(Address address, ChannelCredentials credentials) {
        return isNamed(address)
                ? Grpc.newChannelBuilder(address.host(), credentials)
                : Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials);
    }

    /** Whether the address is the name of something that gRPC itself looks after. */
    static boolean isNamed(Address address) {
        return address.equals(Address.named(address.host()));
    }

    /**
     * A channel and what will tell why it has lost its connection.
     *
     * @param reason empty until then
     */
    record Opened(ManagedChannel channel, DisconnectReason reason) {}
}
