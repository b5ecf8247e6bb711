// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.grpc;

import dev.hawser.client.PoolExhaustedException;
import dev.hawser.grpc.CallFailedException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Puts failed calls into few words, the status code first, so that the same failure counts under the same words. What a
 * pooled channel tells besides, such as each attempt and how long it took, is different each time, and left out.
 */
public final class GrpcCauses {

    private static final int MOST_CHARACTERS = 100;

    private GrpcCauses() {}

    public static String of(StatusRuntimeException failure) {
        Status.Code code = failure.getStatus().getCode();
        Optional<Throwable> ended = CallFailedException.in(failure).map(Throwable::getCause);
        if (ended.orElse(failure) instanceof PoolExhaustedException) {
            return code + ": no connection";
        }
        String description = ended.orElse(failure) instanceof StatusRuntimeException last
                ? last.getStatus().getDescription()
                : failure.getStatus().getDescription();
        if (description == null || code == Status.Code.DEADLINE_EXCEEDED) {
            return code.name();
        }
        String line = description.lines().findFirst().orElse("").strip();
        String shown = line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line;
        return code + ": " + shown.replaceAll("\\p{Cc}", ".");
    }
}
