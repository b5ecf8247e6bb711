// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.ConnectException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a gRPC status means for another attempt.
 *
 * <table>
 * <caption>Codes and kinds</caption>
 * <tr><th>code</th><th>kind</th></tr>
 * <tr><td>UNAVAILABLE</td><td>UNAVAILABLE, or UNSENT where that is proven</td></tr>
 * <tr><td>RESOURCE_EXHAUSTED</td><td>OVERLOADED; FATAL if a message was too large</td></tr>
 * <tr><td>DEADLINE_EXCEEDED</td><td>TIMEOUT</td></tr>
 * <tr><td>ABORTED</td><td>ABORTED</td></tr>
 * <tr><td>INTERNAL</td><td>UNAVAILABLE if it was the connection that failed; FATAL if the server said so</td></tr>
 * <tr><td>all others</td><td>FATAL</td></tr>
 * </table>
 *
 * <p>UNKNOWN is what servers answer when their code threw, so it is FATAL. What the server said about
 * coming back ({@code grpc-retry-pushback-ms}, {@code google.rpc.RetryInfo}) is the failure's pushback.
 */
public final class Failures {

    /** What grpc-java, Go and C++ say of messages beyond a limit; an attempt elsewhere would end the same. */
    private static final Pattern TOO_LARGE =
            Pattern.compile("exceeds maximum size|larger than max|too large", Pattern.CASE_INSENSITIVE);

    private static final List<String> UNPROCESSED = List.of(
            "RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM",
            "HTTP/2 error code: REFUSED_STREAM",
            "Abrupt GOAWAY closed unsent stream",
            "Abrupt GOAWAY closed sent stream. HTTP/2 error code: NO_ERROR");

    private Failures() {}

    /** What can be told without having watched the stream: nothing is proven unsent. */
    public static Failure of(Status status, Metadata trailers) {
        return failure(kind(status, isLocal(status)), status, trailers);
    }

    /** What can be told of an attempt that was watched. */
    static Failure of(Status status, Metadata trailers, Trace trace) {
        Kind kind = kind(status, !trace.isAnswered());
        boolean unsent = isTransient(kind) && trace.provesUnsent(status);
        return failure(unsent ? Kind.UNSENT : kind, status, trailers);
    }

    /**
     * Whether the transport's own words tell that no server's application can have seen the call: its library refused the
     * stream, named a later one in its goodbye, or there was no connection. To be asked only of a status that was made here,
     * since a proxy may pass on the like. The words are grpc-netty's; where they change, less is proven.
     */
    static boolean provesUnsent(Status status) {
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        String description = status.getDescription();
        return status.getCause() instanceof ConnectException
                || (description != null && UNPROCESSED.stream().anyMatch(description::startsWith));
    }

    /** Whether the failure counts against the endpoint. */
    static boolean isEndpointsFault(Kind kind, Status.Code code) {
        return switch (code) {
            case RESOURCE_EXHAUSTED -> kind != Kind.FATAL;
            case UNAVAILABLE, INTERNAL, UNKNOWN, DATA_LOSS, DEADLINE_EXCEEDED -> true;
            default -> false;
        };
    }

    /** Whether a server that answers with that code may nevertheless have done something. */
    static boolean mayHaveRun(Status.Code code) {
        return switch (code) {
            case CANCELLED, UNKNOWN, INTERNAL, DATA_LOSS, DEADLINE_EXCEEDED -> true;
            default -> false;
        };
    }

    private static boolean isTransient(Kind kind) {
        return kind != Kind.FATAL && kind != Kind.OVERLOADED;
    }

    private static Failure failure(Kind kind, Status status, Metadata trailers) {
        Failure failure = Failure.of(kind, status.asRuntimeException(trailers));
        return Pushbacks.of(status, trailers).map(failure::withPushback).orElse(failure);
    }

    private static Kind kind(Status status, boolean local) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> Kind.UNAVAILABLE;
            case RESOURCE_EXHAUSTED -> isTooLarge(status.getDescription()) ? Kind.FATAL : Kind.OVERLOADED;
            case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
            case ABORTED -> Kind.ABORTED;
            case INTERNAL -> local ? Kind.UNAVAILABLE : Kind.FATAL;
            default -> Kind.FATAL;
        };
    }

    /** A status that came over the wire has no cause. */
    private static boolean isLocal(Status status) {
        return status.getCause() != null;
    }

    private static boolean isTooLarge(@Nullable String description) {
        return description != null && TOO_LARGE.matcher(description).find();
    }
}
