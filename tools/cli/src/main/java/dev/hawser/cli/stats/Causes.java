// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.stats;

import dev.hawser.cli.grpc.GrpcCauses;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.endpoint.Text;
import dev.hawser.tcp.RequestFailedException;
import io.grpc.StatusRuntimeException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Puts failures into few words, so that the same failure counts under the same words whichever layer reports it. */
public final class Causes {

    /** A failure may be wrapped, but not endlessly. */
    private static final int MAX_DEPTH = 8;

    private Causes() {}

    public static String of(Throwable failure) {
        if (failure instanceof PoolExhaustedException exhausted) {
            return "no connection: " + words(exhausted.refusal().kind());
        }
        if (failure instanceof StatusRuntimeException call) {
            return GrpcCauses.of(call);
        }
        Throwable seen = failure;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            String known = known(seen);
            if (!known.isEmpty()) {
                return known;
            }
            Throwable cause = seen.getCause();
            if (cause == null) {
                break;
            }
            seen = cause;
        }
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return Text.of(wrapper && failure.getCause() != null ? failure.getCause() : failure);
    }

    private static String known(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        // A request that waited too long says which one it was, and where.
        boolean unanswered = failure instanceof RequestFailedException && message.contains("no answer from");
        if (unanswered || failure instanceof SocketTimeoutException || failure instanceof TimeoutException) {
            return "timed out";
        }
        if (failure instanceof ConnectException && message.contains("refused")) {
            return "connection refused";
        }
        if (message.contains("connection reset") || message.contains("broken pipe")) {
            return "connection reset";
        }
        return failure instanceof EOFException ? "closed by the server" : "";
    }

    private static String words(Refusal.Kind kind) {
        return switch (kind) {
            case NO_ENDPOINTS -> "no server is known";
            case ALL_DOWN -> "every server is down";
            case ALL_DRAINED -> "an operator has drained every server";
            case ALL_RATE_LIMITED -> "every server has used up its rate";
            case DOWN_OR_RATE_LIMITED -> "every server is down or has used up its rate";
            case FULL -> "all are in use";
            case TOO_MANY_WAITERS -> "too many callers wait";
        };
    }
}
