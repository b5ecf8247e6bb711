// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import dev.hawser.call.Failure.Pushback;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a server wants to be asked again. The trailer {@code grpc-retry-pushback-ms} (gRFC A6) counts before the
 * {@code google.rpc.RetryInfo} of the status details. As A6 says, a trailer that is negative or no number means "never".
 */
final class Pushbacks {
    private static final Metadata.Key<String> TRAILER =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private Pushbacks() {}

    static Optional<Pushback> of(Status status, Metadata trailers) {
        String millis = trailers.get(TRAILER);
        return millis != null ? Optional.of(ofTrailer(millis)) : ofDetails(status, trailers);
    }

    private static Pushback ofTrailer(String millis) {
        try {
            long value = Long.parseLong(millis);
            return value < 0 ? Pushback.stop() : Pushback.after(Duration.ofMillis(value));
        } catch (NumberFormatException e) {
            return Pushback.stop();
        }
    }

    private static Optional<Pushback> ofDetails(Status status, Metadata trailers) {
        if (!trailers.containsKey(DETAILS)) {
            return Optional.empty();
        }
        try {
            com.google.rpc.@Nullable Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            return details == null ? Optional.empty() : ofDetails(details);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty(); // what cannot be read says nothing
        }
    }

    private static Optional<Pushback> ofDetails(com.google.rpc.Status details) throws InvalidProtocolBufferException {
        for (Any each : details.getDetailsList()) {
            if (each.is(RetryInfo.class)) {
                com.google.protobuf.Duration delay =
                        each.unpack(RetryInfo.class).getRetryDelay();
                return Optional.of(Pushback.after(Duration.ofSeconds(delay.getSeconds(), delay.getNanos())));
            }
        }
        return Optional.empty();
    }
}
