// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.hawser.endpoint.Address;
import dev.hawser.leader.LeaderHint;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ClusterPool} learns who leads: from refusals, by asking, or both.
 *
 * <p>A refusal that holds a hint is taken as the server's word that it has not run the call, so the call is repeated even if
 * it is not idempotent. A source must not see a hint in anything else.
 *
 * <p>Safe for use by any thread; must not block.
 */
public interface LeaderHintSource {

    /** What a failed call says about who leads; absent if it failed for another reason. */
    default Optional<LeaderHint> in(Status status, Metadata trailers) {
        return Optional.empty();
    }

    /** Whether {@link #ask} is of use. */
    default boolean asks() {
        return false;
    }

    /**
     * Asks a member who leads. Called outside of any caller's context, one member at a time; given up after half a second.
     *
     * @param member who is asked: what to answer if it says that it leads itself
     */
    default CompletionStage<LeaderHint> ask(Address member, Channel channel) {
        throw new UnsupportedOperationException("this source learns from refusals only");
    }

    /**
     * Servers that don't lead refuse with a trailer that has the leader's {@code host:port}; empty if they know of none.
     *
     * @param key the trailer's name, in lower case
     */
    static LeaderHintSource trailer(String key) {
        Metadata.Key<String> trailer = Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER);
        return refusal(
                (status, trailers) -> Optional.ofNullable(trailers.get(trailer)).map(text -> hint(text, null)));
    }

    /**
     * Servers that don't lead refuse with a {@code google.rpc.ErrorInfo} of that reason, whose metadata may have the leader's
     * {@code host:port} and term.
     */
    static LeaderHintSource detail(String reason, String addressKey, String termKey) {
        return refusal((status, trailers) -> errorInfo(status, trailers)
                .filter(info -> info.getReason().equals(reason))
                .map(info -> hint(
                        info.getMetadataOrDefault(addressKey, ""),
                        info.getMetadataMap().get(termKey))));
    }

    /** Servers say it in a way of their own. */
    static LeaderHintSource refusal(Refusal refusal) {
        requireNonNull(refusal, "refusal");
        return new LeaderHintSource() {
            @Override
            public Optional<LeaderHint> in(Status status, Metadata trailers) {
                return refusal.in(status, trailers);
            }
        };
    }

    private static Optional<ErrorInfo> errorInfo(Status status, Metadata trailers) {
        try {
            com.google.rpc.@Nullable Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            if (details != null) {
                for (Any each : details.getDetailsList()) {
                    if (each.is(ErrorInfo.class)) {
                        return Optional.of(each.unpack(ErrorInfo.class));
                    }
                }
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** What isn't an address or a number says nothing: it comes from a server and harms nobody. */
    private static LeaderHint hint(String address, @Nullable String term) {
        return new LeaderHint(parsed(address), term == null ? OptionalLong.empty() : number(term));
    }

    private static Optional<Address> parsed(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Address.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Reads a hint out of a failure. */
    @FunctionalInterface
    interface Refusal {
        Optional<LeaderHint> in(Status status, Metadata trailers);
    }
}
