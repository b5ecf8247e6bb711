// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import dev.hawser.grpc.connector.CachingConnector;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Lets any node of a group be asked: what arrives at a follower is passed on to the leader, of whatever kind the call is,
 * with its deadline, cancellation and metadata; the leader's answer and status come back unchanged.
 *
 * <p>All calls share one channel to the leader, which the connector keeps; when another node leads, the next call goes
 * there, and those under way end where they are. A leader that can't be reached fails the call with UNAVAILABLE within the
 * connector's dial timeout. While a channel is being made nobody is blocked.
 *
 * <p>A call is passed on once: a node that gets one which was passed on already and doesn't think that it leads refuses it,
 * so two nodes that disagree don't send it to and fro.
 *
 * <p>Safe for use by any thread. The connector is the caller's to close.
 */
public final class LeaderForwarder implements ServerInterceptor {

    /** The header that tells the next node that the call was passed on. */
    public static final Metadata.Key<String> FORWARDED =
            Metadata.Key.of("hawser-forwarded", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<Leadership> leadership;
    private final CachingConnector connector;
    private final AtomicReference<Optional<Address>> latest = new AtomicReference<>(Optional.empty());

    /** @param leadership asked at each call; must not block */
    public LeaderForwarder(Supplier<Leadership> leadership, CachingConnector connector) {
        this.leadership = requireNonNull(leadership, "leadership");
        this.connector = requireNonNull(connector, "connector");
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Leadership now = leadership.get();
        if (now instanceof Leadership.Ours) {
            return next.startCall(call, headers);
        }
        if (!(now instanceof Leadership.Elsewhere leader)) {
            return refuse(call, "no leader elected");
        }
        if (headers.containsKey(FORWARDED)) {
            return refuse(
                    call, "passed on to a node that doesn't lead; it takes " + leader.address() + " for the leader");
        }
        forgetFormer(leader.address());
        Metadata passedOn = new Metadata();
        passedOn.merge(headers);
        passedOn.put(FORWARDED, "1");
        return Relay.start(call, passedOn, () -> routeTo(leader.address()));
    }

    private CompletionStage<Route> routeTo(Address leader) {
        return connector.connectAsync(leader).thenApply(Route::over);
    }

    /** Who led before needs no channel any more, once its last call has ended. */
    private void forgetFormer(Address leader) {
        Optional<Address> former = latest.getAndSet(Optional.of(leader));
        if (former.isPresent() && !former.get().equals(leader)) {
            connector.closeOnRelease(former.get());
        }
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, String why) {
        call.close(Status.UNAVAILABLE.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
