// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.grpc;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.time.Time;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.stub.AbstractStub;
import java.util.Optional;

/**
 * Where one call went: a pooled channel hides the servers, and whoever measures wants to know them.
 *
 * <p>The call carries it as an option, and each connection writes down that it was given the call. Safe for use by any
 * thread.
 */
public final class Route {

    private static final CallOptions.Key<Route> KEY = CallOptions.Key.create("dev.hawser.cli.Route");

    private volatile Stop latest = Stop.NONE;
    private final Time time;

    public Route(Time time) {
        this.time = time;
    }

    /** Replaced whole, so that address and time belong together. */
    private record Stop(int number, Optional<Address> server, long nanoTime) {
        static final Stop NONE = new Stop(0, Optional.empty(), 0);
    }

    /** The options of a call that is to leave its trace here. */
    public CallOptions on(CallOptions options) {
        return options.withOption(KEY, this);
    }

    /** The same for a stub. */
    public <S extends AbstractStub<S>> S on(S stub) {
        return stub.withOption(KEY, this);
    }

    /** Connections that write down which calls they are given. */
    public static ChannelOptions noting(ChannelOptions.CredentialsSource credentials) {
        return ChannelOptions.credentials(credentials)
                .withFactory(endpoint -> Grpc.newChannelBuilderForAddress(
                                endpoint.address().host(), endpoint.address().port(), current(credentials))
                        .intercept(at(endpoint)));
    }

    private static ChannelCredentials current(ChannelOptions.CredentialsSource source) {
        try {
            return source.credentials();
        } catch (Exception e) {
            throw new IllegalStateException("credentials: " + e.getMessage(), e);
        }
    }

    private static ClientInterceptor at(Endpoint endpoint) {
        return new ClientInterceptor() {
            @Override
            public <Q, P> ClientCall<Q, P> interceptCall(
                    MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
                Route route = options.getOption(KEY);
                if (route != null) {
                    route.reached(endpoint.address());
                }
                return next.newCall(method, options);
            }
        };
    }

    /** Attempts at one call are made one after the other. */
    private void reached(Address server) {
        latest = new Stop(latest.number() + 1, Optional.of(server), time.nanoTime());
    }

    /** The server of the latest attempt; absent if there was none, for want of a connection. */
    public Optional<Address> server() {
        return latest.server();
    }

    public int attempts() {
        return latest.number();
    }

    /** When the latest attempt was given its connection. */
    public long nanoTime() {
        return latest.nanoTime();
    }
}
